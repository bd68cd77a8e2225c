package io.github.pgrehearse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// No way to word a failure escapes the reader of messages: it finds the words, or says that it
/// cannot.
final class ToldMessagesTest {

    @TempDir private Path folder;

    private List<String> words(String members) throws IOException {
        Files.writeString(folder.resolve("Sample.java"), "class Sample {\n" + members + "\n}\n");
        return ToldMessages.of(folder).stream()
                .map(told -> told.words() + " " + told.exitCode())
                .toList();
    }

    @Test
    void findsTheWordsHoweverTheyGetThere() throws IOException {
        String members =
                """
                static final String CONSTANT = "By constant [%s]";
                enum Task {
                    ONE("By enum"), TWO("By another");
                    private final String failed;
                    Task(String failed) { this.failed = failed; }
                    String failed() { return failed; }
                }
                void literal(String x) { throw new Failure.Store(Kind.DENIED, "By sum [" + x + "]", "", null); }
                void constant(int x) { throw new Failure.Corrupt(CONSTANT.formatted(x), ""); }
                void local(boolean b) {
                    String message = b ? "By choice" : "By the other";
                    throw new Failure.Busy(message, "");
                }
                void callers() { throw made("By argument", 1); }
                Failure made(String what, int x) { return new Failure.Database("%s [%d]".formatted(what, x), ""); }
                void task(Task task) { throw new Failure.Settings(task.failed(), ""); }
                void log(String x) { log.log(x.isEmpty() ? INFO : WARNING, "By log: %s".formatted(x)); }
                """;

        assertThat(words(members))
                .containsExactlyInAnyOrder(
                        "By sum 30",
                        "By constant 40",
                        "By choice 10",
                        "By the other 10",
                        "By argument 20",
                        "By enum 2",
                        "By another 2",
                        "By log -1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "void f(Exception e) { throw new Failure.Database(e.getMessage(), \"\"); }",
                "void f(Exception e) { throw new Failure.Corrupt(\"[\" + e + \"]\", \"\"); }",
                "void f(String s) { throw new Failure.Busy(\"%s failed\".formatted(s).strip(), \"\"); }",
                "void f(java.util.List<String> s) { s.forEach(t -> log.log(WARNING, t)); }",
            })
    void saysSoWhereItFindsNone(String member) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> words(member))
                .withMessageContaining("Sample.java");
    }
}
