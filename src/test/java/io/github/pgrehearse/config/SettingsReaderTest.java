package io.github.pgrehearse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.pgrehearse.config.Settings.InForce;
import io.github.pgrehearse.config.Settings.Origin;
import io.github.pgrehearse.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsReaderTest {

    enum Colour {
        RED,
        GREEN
    }

    record First(
            @Setting(name = "APP_URL", help = "Where.") Secret url,
            @Setting(name = "APP_NAME", help = "What.", fallback = "anon") String name,
            @Setting(name = "APP_TOKEN", help = "Who.") Optional<Secret> token)
            implements CheckedSettings {

        @Override
        public List<Problem> problems() {
            return url.reveal().startsWith("x:")
                    ? List.of()
                    : List.of(Problem.invalid("APP_URL", "it does not begin with x:"));
        }
    }

    record Second(
            @Setting(name = "APP_COUNT", help = "How many.", fallback = "3", min = 1, max = 9)
                    int count,
            @Setting(name = "APP_BYTES", help = "How much.", fallback = "5", min = 0) long bytes,
            @Setting(name = "APP_LEVEL", help = "How high.", min = 1, whenUnset = "as it comes")
                    Optional<Integer> level,
            @Setting(name = "APP_LOUD", help = "Whether.", fallback = "false") boolean loud,
            @Setting(name = "APP_COLOUR", help = "Which.", fallback = "red") Colour colour,
            @Setting(name = "APP_PAUSE", help = "How long.", fallback = "3600", min = 60)
                    Duration pause,
            @Setting(name = "APP_TABLES", help = "Which ones.") List<String> tables) {}

    private static final List<Class<? extends Record>> ALL = List.of(First.class, Second.class);

    @TempDir Path directory;

    private static Settings read(Map<String, String> environment) throws Failure.Settings {
        return SettingsReader.read(environment, ALL, ALL);
    }

    private static Second second(String variable, String value) throws Failure.Settings {
        return read(Map.of("APP_URL", "x:", variable, value)).get(Second.class);
    }

    @Test
    void takesTheFallbackOfWhatIsNotSet() throws Failure.Settings {
        Settings settings = read(Map.of("APP_URL", "x:y", "APP_COUNT", "", "APP_COLOUR", " "));

        assertThat(settings.get(First.class))
                .isEqualTo(new First(new Secret("x:y"), "anon", Optional.empty()));
        assertThat(settings.get(Second.class))
                .isEqualTo(
                        new Second(
                                3,
                                5,
                                Optional.empty(),
                                false,
                                Colour.RED,
                                Duration.ofHours(1),
                                List.of()));
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void reportsEveryProblemOfEveryGroupAtOnce() {
        Map<String, String> environment =
                Map.of(
                        "APP_COUNT", "10",
                        "APP_BYTES", "-1",
                        "APP_LEVEL", "high",
                        "APP_LOUD", "yes",
                        "APP_COLOUR", "blue",
                        "APP_PAUSE", "1w",
                        "APP_TABLES", "a,\"b",
                        "APP_NAME", "a\u001bb");

        assertThatExceptionOfType(Failure.Settings.class)
                .isThrownBy(() -> read(environment))
                .withMessage(
                        """
                        Required environment variable APP_URL is not set
                        Invalid APP_NAME [it holds a control character]
                        Invalid APP_COUNT [10 is not a whole number from 1 to 9]
                        Invalid APP_BYTES [-1 is not a whole number that is at least 0]
                        Invalid APP_LEVEL [high is not a whole number that is at least 1]
                        Invalid APP_LOUD [yes is neither true nor false]
                        Invalid APP_COLOUR [blue is not one of red, green]
                        Invalid APP_PAUSE [1w is not a duration: write a number of seconds, or as in\
                         90s 15m 6h 1d]
                        Invalid APP_TABLES [a double quote is not closed]\
                        """);
    }

    @Test
    void reportsWhatTheRecordItselfFindsWithTheRest() {
        assertThatExceptionOfType(Failure.Settings.class)
                .isThrownBy(() -> read(Map.of("APP_URL", "y:", "APP_COUNT", "0")))
                .withMessage(
                        """
                        Invalid APP_URL [it does not begin with x:]
                        Invalid APP_COUNT [0 is not a whole number from 1 to 9]\
                        """);
    }

    @ParameterizedTest
    @CsvSource({"60, 60", "90s, 90", "15m, 900", "6h, 21600", "1d, 86400"})
    void readsSecondsAndUnits(String text, long seconds) throws Failure.Settings {
        assertThat(second("APP_PAUSE", text).pause()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"59", "0", "-60", "1.5h", "1 h", "999999999999999999999", "PT1H", "1M"})
    void refusesOtherDurations(String text) {
        assertThatExceptionOfType(Failure.Settings.class)
                .isThrownBy(() -> second("APP_PAUSE", text));
    }

    @Test
    void splitsListsAtCommasOutsideOfQuotes() throws Failure.Settings {
        assertThat(second("APP_TABLES", "a, public.\"b,c\" ,, \"d \"\" , e\",f").tables())
                .containsExactly("a", "public.\"b,c\"", "\"d \"\" , e\"", "f");
    }

    @Test
    void readsWordsInAnyCaseAndDropsSpaceAroundThem() throws Failure.Settings {
        assertThat(second("APP_COLOUR", " Green ").colour()).isEqualTo(Colour.GREEN);
        assertThat(second("APP_LOUD", "TRUE").loud()).isTrue();
    }

    @Test
    void readsASecretFromTheFileThatIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("url"), "x: y \r\n");

        Settings settings = read(Map.of("APP_URL_FILE", file.toString(), "APP_URL", ""));

        assertThat(settings.get(First.class).url().reveal()).isEqualTo("x: y ");
    }

    @Test
    void saysWhyASecretCannotBeReadFromAFile() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty"), "\n");
        Path missing = directory.resolve("missing");

        assertThatExceptionOfType(Failure.Settings.class)
                .isThrownBy(() ->
                        read(
                                Map.of(
                                        "APP_URL_FILE", missing.toString(),
                                        "APP_TOKEN_FILE", empty.toString())))
                .withMessage(
                        """
                        Invalid APP_URL_FILE [%s does not exist]
                        Invalid APP_TOKEN_FILE [%s is empty]\
                        """
                                .formatted(missing, empty));
        assertThatExceptionOfType(Failure.Settings.class)
                .isThrownBy(() -> read(Map.of("APP_URL_FILE", directory.toString())))
                .withMessage("Invalid APP_URL_FILE [%s cannot be read]".formatted(directory));
        assertThatExceptionOfType(Failure.Settings.class)
                .isThrownBy(() -> read(Map.of("APP_URL", "x:", "APP_URL_FILE", "f")))
                .withMessage("APP_URL and APP_URL_FILE are both set [unset one of them]");
    }

    /// People write the secret itself where its file belongs.
    @ParameterizedTest
    @ValueSource(strings = {"Hunter2", "/Hunter2", "wJal/Hunter2", "x://u:Hunter2@h", "Hunter2\0"})
    void doesNotShowWhatNamesNoFileAtAll(String secret) {
        assertThatExceptionOfType(Failure.Settings.class)
                .isThrownBy(() -> read(Map.of("APP_URL_FILE", secret)))
                .withMessageStartingWith("Invalid APP_URL_FILE [the file that it names ")
                .withMessageNotContaining("Hunter2");
    }

    @Test
    void tellsValuesInForceAndWhereTheyComeFromButNoSecret() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "Hunter2");

        Settings settings =
                read(
                        Map.of(
                                "APP_URL", "x:Hunter2",
                                "APP_TOKEN_FILE", file.toString(),
                                "APP_COLOUR", "green"));

        assertThat(settings.inForce())
                .containsExactly(
                        new InForce("APP_URL", "(redacted)", Origin.ENVIRONMENT),
                        new InForce("APP_NAME", "anon", Origin.DEFAULT),
                        new InForce("APP_TOKEN", "(redacted)", Origin.FILE),
                        new InForce("APP_COUNT", "3", Origin.DEFAULT),
                        new InForce("APP_BYTES", "5", Origin.DEFAULT),
                        new InForce("APP_LEVEL", "as it comes", Origin.DEFAULT),
                        new InForce("APP_LOUD", "false", Origin.DEFAULT),
                        new InForce("APP_COLOUR", "green", Origin.ENVIRONMENT),
                        new InForce("APP_PAUSE", "3600", Origin.DEFAULT),
                        new InForce("APP_TABLES", "(unset)", Origin.DEFAULT));
    }

    @Test
    void warnsOfMisspeltVariablesOfAnyGroup() throws Failure.Settings {
        Map<String, String> environment = new HashMap<>();
        environment.put("APP_COLOR", "red");
        environment.put("app_name", "x");
        environment.put("APP_TOKEN_FIEL", "x");
        environment.put("HOME", "/root");

        assertThat(SettingsReader.read(environment, List.of(Second.class), ALL).warnings())
                .containsExactly(
                        "Unknown environment variable APP_COLOR is ignored: did you mean"
                                + " APP_COLOUR?",
                        "Unknown environment variable APP_TOKEN_FIEL is ignored: did you mean"
                                + " APP_TOKEN_FILE?",
                        "Unknown environment variable app_name is ignored: did you mean APP_NAME?");
    }
}
