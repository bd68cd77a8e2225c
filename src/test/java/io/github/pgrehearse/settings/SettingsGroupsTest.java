package io.github.pgrehearse.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.config.Setting;
import io.github.pgrehearse.config.Settings;
import io.github.pgrehearse.config.Settings.InForce;
import io.github.pgrehearse.config.Settings.Origin;
import io.github.pgrehearse.config.SettingsReader;
import io.github.pgrehearse.drill.DrillPlan.DataProof;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.LogFormat;
import io.github.pgrehearse.stream.Compression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsGroupsTest {

    /// What is required, and nothing else.
    private static final Map<String, String> LEAST =
            Map.of(
                    "DATABASE_URL", "postgres://u@h/d",
                    "S3_ENDPOINT", "file:///var/backups");

    @TempDir Path directory;

    private static Settings read(Map<String, String> environment) throws Failure.Settings {
        return SettingsReader.read(environment, SettingsGroups.ALL, SettingsGroups.ALL);
    }

    private static Map<String, String> with(String variable, String value) {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.put(variable, value);
        return environment;
    }

    @Test
    void everySettingCanBeSetAndIsObserved() throws IOException {
        Path ca = Files.createFile(directory.resolve("ca.pem"));
        Map<String, String> environment = new HashMap<>();
        Map<Class<? extends Record>, Record> expected = new HashMap<>();

        environment.put("DATABASE_URL", "postgres://");
        environment.put("PGHOST", "db");
        environment.put("PGPORT", "5433");
        environment.put("PGUSER", "me");
        environment.put("PGPASSWORD", "Hunter2");
        environment.put("PGDATABASE", "app");
        expected.put(
                DatabaseSettings.class,
                new DatabaseSettings(
                        Optional.of(new Secret("postgres://")),
                        Optional.of("db"),
                        Optional.of("5433"),
                        Optional.of("me"),
                        Optional.of(new Secret("Hunter2")),
                        Optional.of("app")));

        environment.put("S3_ENDPOINT", "https://s3.example");
        environment.put("S3_BUCKET", "bucket");
        environment.put("S3_ACCESS_KEY_ID", "id");
        environment.put("S3_SECRET_ACCESS_KEY", "key");
        environment.put("S3_REGION", "auto");
        environment.put("S3_PATH_STYLE", "false");
        environment.put("S3_CA_FILE", ca.toString());
        environment.put("BACKUP_PREFIX", "/prod/db/");
        expected.put(
                StoreSettings.class,
                new StoreSettings(
                        "https://s3.example",
                        Optional.of("bucket"),
                        Optional.of(new Secret("id")),
                        Optional.of(new Secret("key")),
                        "auto",
                        StoreSettings.PathStyle.FALSE,
                        Optional.of(ca.toString()),
                        "/prod/db/"));

        environment.put("COMPRESSION", "zstd");
        environment.put("COMPRESSION_LEVEL", "9");
        environment.put("BACKUP_EXCLUDE_TABLES", "a, b");
        environment.put("BACKUP_EXCLUDE_TABLE_DATA", "c");
        environment.put("BACKUP_EXCLUDE_SCHEMAS", "\"d,e\"");
        environment.put("PG_DUMP_OPTIONS", "-O");
        environment.put("BACKUP_GLOBALS", "false");
        environment.put("BACKUP_TIMEOUT", "30m");
        expected.put(
                BackupSettings.class,
                new BackupSettings(
                        Compression.ZSTD,
                        Optional.of(9),
                        List.of("a", "b"),
                        List.of("c"),
                        List.of("\"d,e\""),
                        Optional.of("-O"),
                        false,
                        Duration.ofMinutes(30)));

        environment.put("RESTORE_DATABASE_URL", "postgres://u@y");
        expected.put(
                RestoreSettings.class,
                new RestoreSettings(Optional.of(new Secret("postgres://u@y"))));

        environment.put("VERIFY_LATEST", "false");
        environment.put("VERIFY_BACKUP_FILE", "backup_20240207_143022.sql.gz");
        environment.put("VERIFY_TARGET", "ephemeral");
        environment.put("VERIFY_DATABASE_URL", "postgres://u@x");
        environment.put("VERIFY_SERVER_TRUST", "true");
        environment.put("VERIFY_DATA", "counts");
        environment.put("VERIFY_TIMEOUT", "15m");
        environment.put("VERIFY_MAX_AGE", "26h");
        environment.put("VERIFY_QUERIES_FILE", ca.toString());
        environment.put("VERIFY_QUERIES_STRICT", "true");
        expected.put(
                VerifySettings.class,
                new VerifySettings(
                        false,
                        Optional.of("backup_20240207_143022.sql.gz"),
                        VerifySettings.Target.EPHEMERAL,
                        Optional.of(new Secret("postgres://u@x")),
                        true,
                        DataProof.COUNTS,
                        Duration.ofMinutes(15),
                        Optional.of(Duration.ofHours(26)),
                        Optional.of(ca.toString()),
                        true));

        environment.put("PG_BIN_DIR", "/a:/b");
        expected.put(ProgramSettings.class, new ProgramSettings(Optional.of("/a:/b")));

        environment.put("LOG_LEVEL", "debug");
        environment.put("LOG_FORMAT", "json");
        expected.put(LogSettings.class, new LogSettings(LogSettings.Level.DEBUG, LogFormat.JSON));

        environment.put("BACKUP_INTERVAL", "6h");
        environment.put("BACKUP_CRON", "0 3 * * *");
        expected.put(
                BackupScheduleSettings.class,
                new BackupScheduleSettings(Duration.ofHours(6), Optional.of("0 3 * * *")));

        environment.put("VERIFY_INTERVAL", "12h");
        environment.put("VERIFY_CRON", "@weekly");
        expected.put(
                VerifyScheduleSettings.class,
                new VerifyScheduleSettings(Duration.ofHours(12), Optional.of("@weekly")));

        environment.put("BACKUP_RETENTION_DAYS", "30");
        environment.put("BACKUP_KEEP_LAST", "2");
        environment.put("BACKUP_KEEP_DAILY", "3");
        environment.put("BACKUP_KEEP_WEEKLY", "4");
        environment.put("BACKUP_KEEP_MONTHLY", "5");
        environment.put("BACKUP_KEEP_YEARLY", "6");
        expected.put(RetentionSettings.class, new RetentionSettings(30, 2, 3, 4, 5, 6));

        environment.put("PORT", "80");
        environment.put("METRICS_ENABLED", "true");
        environment.put("METRICS_PORT", "9091");
        environment.put("ANOMALY_PERCENT", "20");
        expected.put(ServiceSettings.class, new ServiceSettings(80, true, 9091, 20));

        environment.put("WEBHOOK_URL", "https://hook.example/x");
        environment.put("WEBHOOK_ON_SUCCESS", "true");
        environment.put("WEBHOOK_ON_FAILURE", "false");
        environment.put("WEBHOOK_FORMAT", "slack");
        environment.put("WEBHOOK_SECRET", "s");
        environment.put("HEARTBEAT_URL", "http://beat.example");
        expected.put(
                NoticeSettings.class,
                new NoticeSettings(
                        Optional.of(new Secret("https://hook.example/x")),
                        true,
                        false,
                        NoticeSettings.WebhookFormat.SLACK,
                        Optional.of(new Secret("s")),
                        Optional.of(new Secret("http://beat.example"))));

        // a setting that was forgotten above, or is set to its default, shows here
        assertThat(environment.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        SettingsGroups.ALL.stream()
                                .flatMap(group -> Arrays.stream(group.getRecordComponents()))
                                .map(component -> component.getAnnotation(Setting.class).name())
                                .toList());
        Settings unset = read(LEAST);
        Settings settings = read(environment);
        assertThat(settings.inForce())
                .allMatch(one -> one.origin() == Origin.ENVIRONMENT)
                .filteredOn(one -> !LEAST.containsKey(one.variable()))
                .extracting(InForce::value)
                .doesNotContain("(unset)")
                .zipSatisfy(
                        unset.inForce().stream()
                                .filter(one -> !LEAST.containsKey(one.variable()))
                                .map(InForce::value)
                                .toList(),
                        (now, before) -> assertThat(now).isNotEqualTo(before));
        for (Class<? extends Record> group : SettingsGroups.ALL) {
            assertThat(settings.get(group)).isEqualTo(expected.get(group));
        }
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void theDefaultsAreThoseOfTheSpecification() throws Failure.Settings {
        Settings settings = read(LEAST);

        assertThat(settings.get(StoreSettings.class).region()).isEqualTo("us-east-1");
        assertThat(settings.get(StoreSettings.class).prefix()).isEqualTo("postgres-backups");
        assertThat(settings.get(BackupSettings.class).compression()).isEqualTo(Compression.GZIP);
        assertThat(settings.get(BackupSettings.class).level()).isEqualTo(6);
        assertThat(settings.get(BackupSettings.class).globals()).isTrue();
        assertThat(settings.get(BackupScheduleSettings.class).interval())
                .isEqualTo(Duration.ofHours(1));
        assertThat(settings.get(VerifyScheduleSettings.class).interval())
                .isEqualTo(Duration.ofDays(1));
        assertThat(settings.get(RetentionSettings.class))
                .isEqualTo(new RetentionSettings(7, 1, 0, 0, 0, 0));
        assertThat(settings.get(LogSettings.class).loggerLevel())
                .isEqualTo(System.Logger.Level.INFO);
        ServiceSettings service = settings.get(ServiceSettings.class);
        assertThat(service.port()).isEqualTo(8080);
        assertThat(service.metricsPort()).isEqualTo(9090);
        assertThat(service.metricsEnabled()).isFalse();
        assertThat(service.anomalyPercent()).isEqualTo(50);
        assertThat(settings.get(NoticeSettings.class).onSuccess()).isFalse();
        assertThat(settings.get(NoticeSettings.class).onFailure()).isTrue();
    }

    @Test
    void whatToRehearseMustBeNamedIfItIsNotTheNewest() throws Failure.Settings {
        assertThat(read(LEAST).get(VerifySettings.class).backup()).isEqualTo("latest");
        assertThat(problems(with("VERIFY_LATEST", "false")))
                .containsExactly("Required environment variable VERIFY_BACKUP_FILE is not set");
    }

    @Test
    void zstdHasALevelOfItsOwn() throws Failure.Settings {
        BackupSettings settings = read(with("COMPRESSION", "ZSTD")).get(BackupSettings.class);

        assertThat(settings.level()).isEqualTo(3);
    }

    @Test
    void withNothingSetEverythingRequiredIsNamed() {
        assertThat(problems(Map.of()))
                .containsExactly(
                        "Required environment variable DATABASE_URL is not set",
                        "Required environment variable S3_ENDPOINT is not set",
                        "Required environment variable S3_BUCKET is not set",
                        "Required environment variable S3_ACCESS_KEY_ID is not set",
                        "Required environment variable S3_SECRET_ACCESS_KEY is not set");
    }

    @Test
    void aCommandThatNeedsNoDatabaseAsksForNone() throws Failure.Settings {
        Settings settings =
                SettingsReader.read(
                        Map.of("S3_ENDPOINT", "file:///b", "DATABASE_URI", "x"),
                        List.of(StoreSettings.class, LogSettings.class),
                        SettingsGroups.ALL);

        assertThat(settings.get(StoreSettings.class).directory()).contains(Path.of("/b"));
        assertThat(settings.warnings())
                .containsExactly(
                        "Unknown environment variable DATABASE_URI is ignored: did you mean"
                                + " DATABASE_URL?");
    }

    @Test
    void thePartsOfAConnectionMayStandForTheUrl() throws Failure.Settings {
        Map<String, String> environment =
                Map.of("S3_ENDPOINT", "file:///b", "PGUSER", "u", "PGDATABASE", "d");

        assertThat(read(environment).get(DatabaseSettings.class).connection())
                .hasToString("localhost:5432/d");
        assertThat(problems(Map.of("S3_ENDPOINT", "file:///b", "PGHOST", "h")))
                .containsExactly("Required environment variable PGUSER is not set");
        assertThat(problems(Map.of("S3_ENDPOINT", "file:///b", "PGUSER", "u", "PGPORT", "x")))
                .containsExactly(
                        "Invalid PGHOST or PGPORT [the port is not a number from 1 to 65535]");
    }

    @Test
    void aUrlThatCannotBeReadIsExplainedWithoutItsPassword() {
        assertThat(problems(with("DATABASE_URL", "postgres://u:Hunter@2@h/d")))
                .containsExactly("Invalid DATABASE_URL format [write @ in the password as %40]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    S3_ENDPOINT         | file://backups            | Invalid S3_ENDPOINT [a directory is written file:///absolute/path, with three slashes and without ? and #]
                    S3_ENDPOINT         | file:/backups             | Invalid S3_ENDPOINT [a directory is written file:///absolute/path, with three slashes and without ? and #]
                    BACKUP_PREFIX       | a//b                      | Invalid BACKUP_PREFIX [a//b has an empty part, or one that is . or .. between its slashes]
                    BACKUP_PREFIX       | ../a                      | Invalid BACKUP_PREFIX [../a has an empty part, or one that is . or .. between its slashes]
                    COMPRESSION         | bzip2                     | Invalid COMPRESSION [bzip2 is not one of gzip, zstd, none]
                    COMPRESSION_LEVEL   | 10                        | Invalid COMPRESSION_LEVEL [10 is not a whole number from 1 to 9]
                    PG_DUMP_OPTIONS     | -Fc                       | Invalid PG_DUMP_OPTIONS [--format cannot be used: pgrehearse reads the plain dump as it comes]
                    WEBHOOK_URL         | hooks.example/Hunter2     | Invalid WEBHOOK_URL [it is no URL that begins with https:// or http://]
                    HEARTBEAT_URL       | ftp://hooks.example/x     | Invalid HEARTBEAT_URL [it is no URL that begins with https:// or http://]
                    S3_CA_FILE          | /does/not/exist           | Invalid S3_CA_FILE [there is no file to read at /does/not/exist]
                    PORT                | 0                         | Invalid PORT [0 is not a whole number from 1 to 65535]
                    LOG_LEVEL           | loud                      | Invalid LOG_LEVEL [loud is not one of error, warning, info, debug]
                    """)
    void saysWhyAValueCannotBeUsed(String variable, String value, String problem) {
        assertThat(problems(with(variable, value))).containsExactly(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://", "ftp://s3.example", "https://s3.example?x", "a b", "s3_x"})
    void refusesAnEndpointThatIsNoUrl(String endpoint) {
        assertThat(problems(with("S3_ENDPOINT", endpoint)))
                .startsWith(
                        "Invalid S3_ENDPOINT [it is no URL: write https://host, http://host:port or"
                                + " file:///absolute/path]");
    }

    @Test
    void refusesAnEndpointWithAPasswordWithoutShowingIt() {
        assertThat(problems(with("S3_ENDPOINT", "https://u:Hunter2@s3.example")))
                .startsWith(
                        "Invalid S3_ENDPOINT [it holds a user or password: write S3_ACCESS_KEY_ID"
                                + " and S3_SECRET_ACCESS_KEY]");
    }

    @ParameterizedTest
    @CsvSource({"a, a", "/a/b/, a/b", "//a, a", "/, ''", "mine & thine/ünï, mine & thine/ünï"})
    void dropsTheSlashesAroundThePrefix(String given, String prefix) throws Failure.Settings {
        assertThat(read(with("BACKUP_PREFIX", given)).get(StoreSettings.class).prefix())
                .isEqualTo(prefix);
    }

    @ParameterizedTest
    @CsvSource({
        "file:///b, /b",
        "file:///b/c%20d, /b/c d",
        "file:///b/c d, /b/c d",
        "file:///b/100%, /b/100%"
    })
    void readsADirectory(String endpoint, String path) throws Failure.Settings {
        assertThat(read(with("S3_ENDPOINT", endpoint)).get(StoreSettings.class).directory())
                .contains(Path.of(path));
    }

    @Test
    void looksForProgramsInSeveralPlaces() {
        assertThat(new ProgramSettings(Optional.of("/a: /b c ::")).places())
                .containsExactly(Path.of("/a"), Path.of("/b c"));
        assertThat(new ProgramSettings(Optional.empty()).places()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "BACKUP_RETENTION_DAY, BACKUP_RETENTION_DAYS",
        "BACKUP_RETENSION_DAYS, BACKUP_RETENTION_DAYS",
        "RETENTION_BACKUP_DAYS, BACKUP_RETENTION_DAYS",
        "backup_interval, BACKUP_INTERVAL",
        "S3_SECRET_KEY, S3_SECRET_ACCESS_KEY",
        "S3_ACCESS_KEY, S3_ACCESS_KEY_ID",
        "PGUSSER, PGUSER",
        "LOGLEVEL, LOG_LEVEL",
        "COMPRESION, COMPRESSION",
        "WEBHOOK_UR, WEBHOOK_URL",
        "PGPASSWORD_FILES, PGPASSWORD_FILE"
    })
    void warnsOfAMisspeltVariable(String wrong, String right) throws Failure.Settings {
        assertThat(read(with(wrong, "x")).warnings())
                .containsExactly(
                        "Unknown environment variable %s is ignored: did you mean %s?"
                                .formatted(wrong, right));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PATH",
                "HOME",
                "HOST",
                "HOSTNAME",
                "PWD",
                "POST",
                "SORT",
                "PGDATA",
                "PGHOSTADDR",
                "PGPASSFILE",
                "PGSSLMODE",
                "PGTZ",
                "PGAPPNAME",
                "PG_VERSION",
                "PG_MAJOR",
                "S3_PATH",
                "S3_URL",
                "S3_PREFIX",
                "S3_KEY",
                "AWS_REGION",
                "AWS_ACCESS_KEY_ID",
                "AWS_SECRET_ACCESS_KEY",
                "DATABASE_URL_2",
                "DATABASE_PUBLIC_URL",
                "TEST_DATABASE_URL",
                "REDIS_URL",
                "POSTGRES_USER",
                "POSTGRES_PASSWORD",
                "BACKUP",
                "METRICS",
                "WEBHOOK",
                "LOG_FILE",
                "LANG",
                "LC_ALL",
                "TZ",
                "JAVA_HOME",
                "BACKUP_DIR",
                "RAILWAY_PUBLIC_DOMAIN",
                "KUBERNETES_SERVICE_PORT",
                "KUBERNETES_PORT",
                "PORTS"
            })
    void leavesAloneWhatIsNotOurs(String variable) throws Failure.Settings {
        assertThat(read(with(variable, "x")).warnings()).isEmpty();
    }

    @Test
    void theCommittedTextsAreTheGeneratedOnes() throws IOException {
        requireGolden(Path.of("docs/configuration.md"), SettingsGroups.markdown());
        requireGolden(Path.of(".env.example"), SettingsGroups.environmentExample());
        requireGolden(
                Path.of("services/backup/.env.example"), SettingsGroups.backupServiceExample());
        requireGolden(
                Path.of("services/verify/.env.example"), SettingsGroups.verifyServiceExample());
    }

    private static void requireGolden(Path file, String text) throws IOException {
        if (System.getProperty("golden.update") != null) {
            Files.writeString(file, text);
        }
        assertThat(file).as("rewritten by -Dgolden.update").content().isEqualTo(text);
    }

    private static List<String> problems(Map<String, String> environment) {
        try {
            read(environment);
            return List.of();
        } catch (Failure.Settings failure) {
            return failure.getMessage().lines().toList();
        }
    }
}
