package io.github.pgrehearse.dump;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/// Picks statements out of a dump that has no data.
public final class StatementFilter {

    private StatementFilter() {}

    /// Copies the statements whose kind is wanted, a line feed behind each. Both streams stay open.
    /// A statement of more than 1 MiB is left out.
    ///
    /// @param wanted told the leading keywords, as in [Statement]
    public static void copy(InputStream dump, OutputStream out, Predicate<String> wanted)
            throws IOException {
        StatementSplitter splitter = new StatementSplitter();
        byte[] piece = new byte[1 << 14];
        for (int count = dump.read(piece); count >= 0; count = dump.read(piece)) {
            int at = 0;
            while (at < count) {
                boolean ended =
                        splitter.next(piece, at, count) == StatementSplitter.Event.STATEMENT;
                at = splitter.position();
                StatementBytes statement = splitter.statement();
                if (ended
                        && statement.kept() == statement.length()
                        && wanted.test(kind(statement))) {
                    out.write(statement.head(), 0, statement.kept());
                    out.write('\n');
                }
            }
        }
    }

    /// The statements of a small script, each with what it is about. One of more than 1 MiB is left
    /// out.
    ///
    /// @param script in UTF-8
    public static List<Found> statements(InputStream script) throws IOException {
        List<Found> found = new ArrayList<>();
        StatementSplitter splitter = new StatementSplitter();
        byte[] all = script.readAllBytes();
        int at = 0;
        while (at < all.length) {
            boolean ended = splitter.next(all, at, all.length) == StatementSplitter.Event.STATEMENT;
            at = splitter.position();
            StatementBytes bytes = splitter.statement();
            if (ended && bytes.kept() == bytes.length()) {
                String text = new String(bytes.head(), 0, bytes.kept(), StandardCharsets.UTF_8);
                Tokens tokens = new Tokens(bytes, StandardCharsets.UTF_8, true);
                found.add(new Found(Topic.read(tokens, Collections.emptySortedSet()), text));
            }
        }
        return found;
    }

    /// One of them, with its semicolon.
    public record Found(Topic topic, String text) {}

    private static String kind(StatementBytes statement) {
        return Heading.read(new Tokens(statement, StandardCharsets.ISO_8859_1, true)).kind();
    }
}
