package io.github.pgrehearse.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class LogTest {

    private static final String ERASE = "\r\u001b[K";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static LogRecord entry(Level level, String message) {
        LogRecord entry = new LogRecord(level, message);
        entry.setInstant(Instant.parse("2024-02-07T14:30:22.987654Z"));
        return entry;
    }

    private static String text(String message) {
        return LogFormat.TEXT.formatter().format(entry(Level.INFO, message));
    }

    private static String json(String message) {
        return LogFormat.JSON.formatter().format(entry(Level.INFO, message));
    }

    @Test
    void aLineHasTimeAndLevel() {
        assertThat(text("Starting backup"))
                .isEqualTo("2024-02-07T14:30:22Z INFO: Starting backup\n");
    }

    @ParameterizedTest
    @CsvSource({
        "SEVERE, ERROR",
        "WARNING, WARNING",
        "INFO, INFO",
        "CONFIG, DEBUG",
        "FINE, DEBUG",
        "FINEST, DEBUG"
    })
    void levelsHaveTheNamesOfTheSettings(String level, String shown) {
        assertThat(LogFormat.TEXT.formatter().format(entry(Level.parse(level), "x")))
                .isEqualTo("2024-02-07T14:30:22Z " + shown + ": x\n");
    }

    @Test
    void everyPhysicalLineHasThePrefix() {
        assertThat(text("one\ntwo\r\nthree"))
                .isEqualTo(
                        """
                        2024-02-07T14:30:22Z INFO: one
                        2024-02-07T14:30:22Z INFO: two
                        2024-02-07T14:30:22Z INFO: three
                        """);
    }

    @Test
    void noControlCharacterPasses() {
        assertThat(text("a\tb\u001b[31mc\u0000\b\u007f\u009bd ü"))
                .isEqualTo("2024-02-07T14:30:22Z INFO: a    b\\x1b[31mc\\x00\\x08\\x7f\\x9bd ü\n");
        assertThat(LogFormat.printable("a\nb\tc")).isEqualTo("a\\x0ab\\x09c");
        assertThat(LogFormat.printable("日本語 🐘")).isEqualTo("日本語 🐘");
    }

    @ParameterizedTest
    @CsvSource({
        "'to postgresql://u:pass@h/d now', 'to postgresql://u:(redacted)@h/d now'",
        "'<postgres://u:p@s:/w@h> and http://a:b@c', '<postgres://u:(redacted)@h> and http://a:(redacted)@c'",
        "'https://host:9000/bucket/key', 'https://host:9000/bucket/key'",
        "'postgresql://u@h:5432/d', 'postgresql://u@h:5432/d'",
        "'at 12:30 by me@example', 'at 12:30 by me@example'",
    })
    void noUrlShowsItsPassword(String message, String shown) {
        assertThat(text(message)).isEqualTo("2024-02-07T14:30:22Z INFO: " + shown + "\n");
        assertThat(json(message)).contains(shown);
    }

    @Test
    void bracesAndPercentSignsMeanNothing() {
        assertThat(text("{0} %s {1}")).endsWith("INFO: {0} %s {1}\n");
    }

    @Test
    void aBugHasItsTrace() {
        LogRecord entry = entry(Level.SEVERE, "This is a bug");
        entry.setThrown(new IllegalStateException("of mine"));

        assertThat(LogFormat.TEXT.formatter().format(entry).lines())
                .hasSizeGreaterThan(2)
                .allMatch(line -> line.startsWith("2024-02-07T14:30:22Z ERROR: "))
                .anyMatch(line -> line.endsWith("java.lang.IllegalStateException: of mine"));
    }

    @Test
    void jsonIsAnObjectALine() {
        assertThat(json("two\nlines \"quoted\" \u001b ü"))
                .isEqualToIgnoringCase(
                        "{\"time\":\"2024-02-07T14:30:22Z\",\"level\":\"INFO\",\"message\":\"two\\nlines"
                                + " \\\"quoted\\\" \\u001B ü\"}\n");
    }

    private Console console(boolean terminal) {
        Console console = new Console(out, terminal);
        console.setFormatter(LogFormat.TEXT.formatter());
        return console;
    }

    @Test
    void onATerminalTheLiveLineStaysBelowTheLog() {
        Console console = console(true);

        console.live("10 rows");
        console.publish(entry(Level.INFO, "x"));
        console.live("20\trows\u001b[2J");
        console.live("");
        console.publish(entry(Level.INFO, "y"));

        assertThat(written())
                .isEqualTo(
                        ERASE
                                + "10 rows"
                                + ERASE
                                + "2024-02-07T14:30:22Z INFO: x\n10 rows"
                                + ERASE
                                + "20\\x09rows\\x1b[2J"
                                + ERASE
                                + "2024-02-07T14:30:22Z INFO: y\n");
    }

    @Test
    void elsewhereThereIsNoLiveLine() {
        Console console = console(false);

        console.live("10 rows");
        console.publish(entry(Level.INFO, "x"));
        console.live("");

        assertThat(written()).isEqualTo("2024-02-07T14:30:22Z INFO: x\n");
    }

    @Test
    void progressIsShownOnATerminalAndGoneAtTheEnd() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        try (Progress _ =
                Progress.begin(
                        console(true),
                        new RecordingLog(),
                        () -> {
                            asked.countDown();
                            return "rows";
                        })) {
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(written()).startsWith(ERASE + "rows").endsWith(ERASE);
    }

    /// Closed while it was about to tell: nothing may be shown afterwards.
    @Test
    void progressThatEndsWhileItTellsLeavesNothingOnTheTerminal() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        Progress progress =
                Progress.begin(
                        console(true),
                        new RecordingLog(),
                        () -> {
                            asked.countDown();
                            awaitUninterrupted(answer);
                            answered.countDown();
                            return "late";
                        });
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        Thread closer = Thread.ofPlatform().start(progress::close);
        answer.countDown();
        closer.join();

        assertThat(answered.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(written()).endsWith(ERASE);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void progressThatIsShortIsNotLogged() {
        RecordingLog log = new RecordingLog();
        try (Progress _ = Progress.begin(console(false), log, () -> "rows")) {
            assertThat(log.lines()).isEmpty();
        }

        assertThat(log.lines()).isEmpty();
        assertThat(written()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0B",
        "999, 999B",
        "1000, 1.0K",
        "1024, 1.0K",
        "1536, 1.5K",
        "10188, 9.9K",
        "10189, 10K",
        "1022976, 999K",
        "1023488, 1.0M",
        "549453824, 524M",
        "1073741824, 1.0G",
        "1099511627776, 1.0T",
        "9223372036854775807, 8192P",
    })
    void bytesAreShownAsPeopleReadThem(long bytes, String shown) {
        assertThat(ByteSize.of(bytes)).isEqualTo(shown);
    }
}
