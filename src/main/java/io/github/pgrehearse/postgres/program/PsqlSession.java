package io.github.pgrehearse.postgres.program;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.stream.BoundedLineReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// A psql that is asked one thing after the other and answers in rows of COPY's text format.
///
/// It is a process for its memory's sake: of a row of hundreds of megabytes no more than a piece at
/// a time is here. It runs in psql's restricted mode: should text that is sent to it hold a
/// meta-command, that is an error. One thread asks and closes.
public final class PsqlSession implements AutoCloseable {

    private static final int PIECE = 1 << 16;
    private static final int STDERR_KEPT = 2_000;

    private static final byte[] LAST_LINE = {'\\', '.'};

    /// The most that an answer which is kept may take, in bytes: the names of some hundred thousand
    /// tables do not.
    private static final int ANSWER_KEPT = 16 << 20;

    /// What a line of it takes besides its bytes, about.
    private static final int LINE_TAKES = 32;

    private static final String GOOD = "00000";
    private static final Duration GRACE = Duration.ofSeconds(5);

    /// Prints the line that ends rows in a dump: no row that COPY writes looks like it. It is an
    /// escape string, so that no setting of the database changes it.
    private static final String END_OF_ROWS = "VALUES (E'\\\\.');\n";

    /// psql's variables keep how a statement ended. Only a constant number of characters is asked
    /// of a message, which a restored function may make as long as it likes.
    private static final String END_AND_STATE = "VALUES (E'\\\\.'), (:'SQLSTATE');\n";

    private static final String MESSAGE =
            "COPY (VALUES (pg_catalog.\"left\"(:'LAST_ERROR_MESSAGE', 2000))) TO STDOUT;\n";

    private final Process process;
    private final Charset charset;
    private final Duration limit;
    private final Function<String, Failure> failure;
    private final OutputStream input;
    private final InputStream output;
    private final CompletableFuture<String> stderr = new CompletableFuture<>();
    private final byte[] buffer = new byte[PIECE];
    private int position;
    private int filled;
    private volatile boolean overran;

    /// Takes the bytes of an answer.
    public interface Rows {

        /// Reads rows from `bytes[from..to)` and returns where they ended, just behind the line
        /// `\.`, or -1 if they go on behind `to`.
        int scan(byte[] bytes, int from, int to);
    }

    PsqlSession(
            ProcessBuilder command,
            String firstLine,
            Charset charset,
            Duration limit,
            Function<String, Failure> failure)
            throws IOException {
        this.process = command.start();
        this.charset = charset;
        this.limit = limit;
        this.failure = failure;
        this.input = process.getOutputStream();
        this.output = process.getInputStream();
        Thread.ofVirtual().name("stderr").start(this::drainStderr);
        Thread.ofVirtual().name("limit").start(this::killAfterLimit);
        send(firstLine);
    }

    /// Runs a statement that answers with rows on the standard output, `COPY … TO STDOUT`, or with
    /// nothing, and gives them to `rows`. Returns the error if the server refused it.
    ///
    /// @param statement without a semicolon
    public Optional<PsqlError> run(Sql statement, Rows rows) throws IOException {
        // One query prints both, for the next one would change the state
        send(statement + "\n;\n" + END_AND_STATE + END_OF_ROWS);
        receive(rows);
        String state = answer();
        if (state.equals(GOOD)) {
            return Optional.empty();
        }
        send(MESSAGE + END_OF_ROWS);
        return Optional.of(new PsqlError(state, answer(), "", 0));
    }

    private String answer() throws IOException {
        Lines lines = new Lines();
        receive(lines);
        return lines.text(charset);
    }

    /// Runs a statement that must succeed and answers with nothing.
    public void run(Sql statement) throws IOException {
        requireGood(statement, run(statement, new Lines()));
    }

    /// The rows of a query, each as its columns, which must succeed; NULL is `\N`. Other escapes
    /// are taken back. For answers that fit into memory.
    public List<List<String>> query(Sql query) throws IOException {
        Lines lines = new Lines();
        requireGood(query, run(Sql.of("COPY (%s) TO STDOUT", query), lines));
        if (lines.isCut()) {
            throw failure.apply(
                    "answered with more than %d MiB, at: %s"
                            .formatted(ANSWER_KEPT >> 20, firstLine(query)));
        }
        return lines.rows(charset);
    }

    private void requireGood(Sql statement, Optional<PsqlError> error) throws Failure {
        if (error.isPresent()) {
            throw failure.apply("%s, at: %s".formatted(error.get(), firstLine(statement)));
        }
    }

    private static String firstLine(Sql statement) {
        return statement.toString().lines().findFirst().orElse("");
    }

    private void send(String text) throws IOException {
        try {
            input.write(text.getBytes(charset));
            input.flush();
        } catch (IOException e) {
            throw ended();
        }
    }

    private void receive(Rows rows) throws IOException {
        int end = -1;
        while (end < 0) {
            if (position == filled) {
                position = 0;
                filled = Math.max(0, output.read(buffer, 0, buffer.length));
                if (filled == 0) {
                    throw ended();
                }
            }
            end = rows.scan(buffer, position, filled);
            position = end < 0 ? filled : end;
        }
    }

    private Failure ended() throws IOException {
        close();
        return failure.apply(
                overran
                        ? "did not end in time and was killed"
                        : "exit status %d: %s".formatted(process.exitValue(), stderr.join()));
    }

    /// Ends psql, if it still runs or not.
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.getInputStream().close();
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /// The last of it: errors are told by psql's variables; this is for its own end.
    private void drainStderr() {
        StringBuilder last = new StringBuilder();
        try (BoundedLineReader lines = new BoundedLineReader(process.errorReader(), STDERR_KEPT)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last.append(last.isEmpty() ? "" : "; ").append(line);
                last.delete(0, Math.max(0, last.length() - STDERR_KEPT));
            }
        } catch (IOException e) {
            last.append("(standard error was cut short)");
        } finally {
            stderr.complete(last.toString());
        }
    }

    private void killAfterLimit() {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                overran = true;
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Rows that are kept, as far as they are not too many.
    private static final class Lines implements Rows {

        private final List<byte[]> lines = new ArrayList<>();
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private int room = ANSWER_KEPT;

        @Override
        public int scan(byte[] bytes, int from, int to) {
            for (int i = from; i < to; i++) {
                if (bytes[i] != '\n') {
                    keep(bytes[i]);
                    continue;
                }
                byte[] whole = line.toByteArray();
                line.reset();
                if (Arrays.equals(whole, LAST_LINE)) {
                    return i + 1;
                }
                if (room > 0) {
                    room -= Math.min(room, LINE_TAKES);
                    lines.add(whole);
                }
            }
            return -1;
        }

        /// Of what is too much, no more than shows that it is not the last line.
        private void keep(byte b) {
            if (room > 0 || line.size() <= LAST_LINE.length) {
                room = Math.max(0, room - 1);
                line.write(b);
            }
        }

        boolean isCut() {
            return room == 0;
        }

        String text(Charset charset) {
            return String.join(
                    " ", lines.stream().map(bytes -> new String(bytes, charset)).toList());
        }

        List<List<String>> rows(Charset charset) {
            return lines.stream().map(bytes -> columns(new String(bytes, charset))).toList();
        }

        private static List<String> columns(String row) {
            List<String> columns = new ArrayList<>();
            for (String column : row.split("\t", -1)) {
                columns.add(column.contains("\\") ? unescaped(column) : column);
            }
            return columns;
        }

        /// Source: PostgreSQL's documentation of COPY, "Text Format".
        private static String unescaped(String column) {
            if (column.equals("\\N")) {
                return column;
            }
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < column.length(); i++) {
                char c = column.charAt(i);
                if (c != '\\' || i + 1 == column.length()) {
                    text.append(c);
                    continue;
                }
                char escaped = column.charAt(++i);
                text.append(
                        switch (escaped) {
                            case 'b' -> '\b';
                            case 'f' -> '\f';
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 't' -> '\t';
                            case 'v' -> (char) 0x0b;
                            default -> escaped;
                        });
            }
            return text.toString();
        }
    }
}
