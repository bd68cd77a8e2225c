package io.github.pgrehearse.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.NamedInFailures;
import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.DrillReport.Answer;
import io.github.pgrehearse.catalog.DrillReport.Check;
import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.TestServers;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.program.PgTools;
import io.github.pgrehearse.postgres.program.TestPrograms;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.storage.s3.Patience;
import io.github.pgrehearse.storage.s3.S3Server;
import io.github.pgrehearse.storage.s3.S3Servers;
import io.github.pgrehearse.storage.s3.S3Store;
import io.github.pgrehearse.stream.Compression;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Servers of all majors, backed up to a bucket, and proven in both kinds of sandbox: nothing that
/// PostgreSQL can hold, and no setting of it, makes a sound backup look bad.
@ExtendWith({TestServers.Provided.class, S3Servers.Provided.class, NamedInFailures.class})
@Timeout(180)
final class DrillMatrixIT {

    private static final String PLAIN = "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'";

    /// Sorts digits by their number, which a sandbox with another collation would not.
    private static final String ICU = PLAIN + " LOCALE_PROVIDER icu ICU_LOCALE 'de-u-kn-true'";

    static Stream<Arguments> majors() {
        return TestPrograms.servers().stream().map(Arguments::of);
    }

    /// Each encoding is tried with one major, on which nothing of it depends.
    static Stream<Arguments> encodings() {
        return Stream.of(
                Arguments.of(14, "EUC_JP", "日本語 テスト"),
                Arguments.of(15, "LATIN1", "naïve Größe ÿ"),
                Arguments.of(16, "SQL_ASCII", "naïve 日本語"),
                Arguments.of(17, "WIN1251", "Привет; мир"),
                Arguments.of(18, "EUC_KR", "한국어"));
    }

    @ParameterizedTest(name = "server {0}")
    @MethodSource("majors")
    void provesEverything(int major, TestServers servers, S3Server s3, @TempDir Path directory)
            throws Exception {
        TestServer server = servers.of(major);
        String database = server.createDatabaseWith(major >= 15 ? ICU : PLAIN);
        server.runResource(database, "/databases/provable.sql");

        provesInBothKinds(server, odd(server, database), s3, directory);
    }

    /// One who sees everything in other forms than a dump has them. Some settings he has himself,
    /// some he has in this database, and some the database has.
    private static ConnectionUri odd(TestServer server, String database) throws IOException {
        ConnectionUri uri = uri(server, database);
        server.runText(
                database,
                """
                CREATE ROLE odd_settings SUPERUSER LOGIN PASSWORD '%2$s';
                ALTER ROLE odd_settings SET IntervalStyle = sql_standard;
                ALTER ROLE odd_settings SET TimeZone = 'Asia/Kathmandu';
                ALTER ROLE odd_settings SET extra_float_digits = -3;
                ALTER ROLE odd_settings SET bytea_output = escape;
                ALTER ROLE odd_settings SET quote_all_identifiers = on;
                ALTER DATABASE %1$s SET DateStyle = 'German, DMY';
                ALTER DATABASE %1$s SET search_path = app, extensions, "select";
                ALTER DATABASE %1$s SET IntervalStyle = iso_8601;
                ALTER ROLE odd_settings IN DATABASE %1$s SET IntervalStyle = postgres_verbose;
                ALTER ROLE odd_settings IN DATABASE %1$s SET xmloption = content;
                ALTER ROLE odd_settings IN DATABASE %1$s SET client_min_messages = error;
                """
                        .formatted(database, uri.password().orElseThrow().reveal()));
        return new ConnectionUri(
                uri.hosts(), "odd_settings", uri.password(), database, uri.parameters());
    }

    @ParameterizedTest(name = "server {0}, {1}")
    @MethodSource("encodings")
    void provesADatabaseInItsEncoding(
            int major,
            String encoding,
            String text,
            TestServers servers,
            S3Server s3,
            @TempDir Path directory)
            throws Exception {
        TestServer server = servers.of(major);
        String database = server.createDatabase(encoding, "C");
        // SQL_ASCII takes bytes as they come, and converts none
        String sent = encoding.equals("SQL_ASCII") ? encoding : "UTF8";
        server.runText(
                database,
                """
                SET client_encoding = '%2$s';
                CREATE TYPE "type %1$s" AS ENUM ('%1$s', 'plain');
                CREATE TABLE "table %1$s" (
                    "column %1$s" text DEFAULT '%1$s' CHECK ("column %1$s" IN ('%1$s', 'a', '')), e "type %1$s", b bytea);
                INSERT INTO "table %1$s" VALUES ('%1$s', '%1$s', '\\x00ff'), ('a', 'plain', NULL), (DEFAULT, NULL, '');
                CREATE VIEW "view %1$s" AS SELECT "column %1$s" || '%1$s' AS "joined %1$s" FROM "table %1$s";
                CREATE SEQUENCE "sequence %1$s";
                SELECT setval('"sequence %1$s"', 5);
                COMMENT ON TABLE "table %1$s" IS '%1$s; it''s';
                """
                        .formatted(text, sent));

        provesInBothKinds(server, uri(server, database), s3, directory);
    }

    /// What a newer pg_dump writes for newer servers alone is left out, and that is told.
    @Test
    void tellsWhatAnOlderServerDoesNotKnow(
            TestServers servers, S3Server s3, @TempDir Path directory) throws Exception {
        TestServer server = servers.of(16);
        String database = server.createDatabase();
        try (S3Store bucket =
                new S3Store(s3.bucket(s3.createBucket()), Patience.SHORT, new Traffic())) {
            PgTools newest = programs(server, TestPrograms.CLIENTS.getLast());
            DrillTrial trial = new DrillTrial(server, directory, bucket, newest);
            trial.backUp(database);

            assertThat(trial.proves().warnings())
                    .containsExactly(
                            "SET transaction_timeout was left out: PostgreSQL 16 does not know it");
        }
    }

    /// The first can be restored there, the second not: neither says anything of the backup.
    @ParameterizedTest
    @CsvSource({"STORED, RESTORED", "VIRTUAL, UNPROVEN"})
    void provesNothingOnAnOlderServer(
            String generated,
            Verdict verdict,
            TestServers servers,
            S3Server s3,
            @TempDir Path directory)
            throws Exception {
        TestServer server = servers.of(18);
        String database = server.createDatabase();
        server.runText(
                database,
                "CREATE TABLE made (a integer, b integer GENERATED ALWAYS AS (a * 2) %s)"
                        .formatted(generated));
        try (S3Store bucket =
                new S3Store(s3.bucket(s3.createBucket()), Patience.SHORT, new Traffic())) {
            DrillTrial trial = new DrillTrial(server, directory, bucket, programs(server));
            trial.backUp(database);
            trial.restoreOn(uri(servers.of(14), "postgres"));

            assertThat(trial.reports(verdict).leftOut())
                    .anyMatch(left ->
                            left.startsWith(
                                    "The backup is of PostgreSQL 18, and was restored into 14."));
        }
    }

    private static void provesInBothKinds(
            TestServer server, ConnectionUri database, S3Server s3, Path directory)
            throws IOException {
        try (S3Store bucket =
                new S3Store(s3.bucket(s3.createBucket()), Patience.SHORT, new Traffic())) {
            DrillTrial trial = new DrillTrial(server, directory, bucket, programs(server));
            trial.backUp(Compression.GZIP, database);
            proves(trial, "ephemeral");
            trial.restoreOn(database);
            proves(trial, "server");
        }
    }

    private static void proves(DrillTrial trial, String kind) throws IOException {
        DrillReport report = trial.proves();
        assertThat(report.sandbox().orElseThrow().kind()).isEqualTo(kind);
        assertThat(report.checks())
                .as(kind)
                .allMatch(check -> check.answer() == Answer.HELD)
                .extracting(Check::name)
                .contains("dump holds what it must", "rows", "large objects", "schema");
    }

    /// The server's own, which know an extension of ours, and the clients that the suite has.
    private static PgTools programs(TestServer server) throws IOException {
        return programs(server, TestPrograms.CLIENTS.toArray(Integer[]::new));
    }

    private static PgTools programs(TestServer server, Integer... clients) throws IOException {
        List<Path> places = new ArrayList<>(List.of(server.server().programs().bin()));
        places.addAll(TestPrograms.clients(List.of(clients)));
        return TestPrograms.onlyIn(places);
    }

    private static ConnectionUri uri(TestServer server, String database) {
        return ConnectionUri.parse(server.server().connectionUri(database).reveal(), Map.of());
    }
}
