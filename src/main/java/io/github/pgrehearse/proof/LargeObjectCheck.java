package io.github.pgrehearse.proof;

import io.github.pgrehearse.dump.LargeObjectPages;
import io.github.pgrehearse.dump.LargeObjects;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.program.PsqlError;
import io.github.pgrehearse.postgres.program.PsqlSession;
import io.github.pgrehearse.postgres.program.Sql;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Asks a restored copy for its large objects.
public final class LargeObjectCheck {

    private static final String PAGES =
            "COPY (SELECT loid, pageno, encode(data, 'hex') FROM pg_largeobject ORDER BY loid, pageno) TO STDOUT";

    private static final String EMPTY_ONES =
            """
            SELECT oid FROM pg_largeobject_metadata AS m
            WHERE NOT EXISTS (SELECT FROM pg_largeobject AS p WHERE p.loid = m.oid)
            """;

    private static final String ONE = "SELECT 1 FROM pg_catalog.pg_largeobject_metadata LIMIT 1";

    private LargeObjectCheck() {}

    /// In what they differ, a phrase each.
    public static List<String> differences(PsqlSession session, LargeObjects expected)
            throws IOException {
        LargeObjects found = found(session);
        return found.equals(expected) ? List.of() : List.of(difference(expected, found));
    }

    private static LargeObjects found(PsqlSession session) throws IOException {
        int blockSize =
                Integer.parseInt(
                        session.query(Sql.of("SELECT current_setting('block_size')"))
                                .getFirst()
                                .getFirst());
        LargeObjectPages objects = new LargeObjectPages(blockSize / 4);
        if (session.query(Sql.of(ONE)).isEmpty()) {
            return objects.result(); // only superusers may look for pages
        }
        // pages come in their order by the index, without sorting what may be many gigabytes
        session.run(Sql.of("SET enable_sort = off"));
        Optional<PsqlError> error = session.run(Sql.of(PAGES), new PageRows(objects));
        if (error.isPresent()) {
            throw new Failure.Database(
                    "Cannot read the large objects [%s]".formatted(error.get()),
                    "Give the sandbox's role what it lacks, or use a superuser.");
        }
        session.run(Sql.of("RESET enable_sort"));
        for (List<String> row : session.query(Sql.of(EMPTY_ONES))) {
            objects.object(row.getFirst());
        }
        return objects.result();
    }

    /// In what they differ, as a phrase.
    static String difference(LargeObjects expected, LargeObjects found) {
        if (expected.count() != found.count() || expected.bytes() != found.bytes()) {
            return "large objects: %d with %d bytes expected, %d with %d bytes found"
                    .formatted(expected.count(), expected.bytes(), found.count(), found.bytes());
        }
        return "large objects: %d with %d bytes, as expected, but not the same ones"
                .formatted(found.count(), found.bytes());
    }

    /// Rows of an oid, a page's number, and its content in hexadecimal digits.
    private static final class PageRows implements PsqlSession.Rows {

        private final LargeObjectPages objects;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        PageRows(LargeObjectPages objects) {
            this.objects = objects;
        }

        @Override
        public int scan(byte[] bytes, int from, int to) {
            int start = from;
            for (int i = from; i < to; i++) {
                if (bytes[i] == '\n') {
                    line.write(bytes, start, i - start);
                    String row = line.toString(StandardCharsets.US_ASCII);
                    line.reset();
                    start = i + 1;
                    if (row.equals("\\.")) {
                        return start;
                    }
                    take(row.split("\t", -1));
                }
            }
            line.write(bytes, start, to - start);
            return -1;
        }

        private void take(String[] row) {
            objects.page(row[0], Long.parseLong(row[1]), HexFormat.of().parseHex(row[2]));
        }
    }
}
