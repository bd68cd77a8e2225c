package io.github.pgrehearse.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(TestServer.Provided.class)
final class DumpScannerIT {

    @Test
    void findsEveryRowOfADatabaseWithOneOfEverything(TestServer server) throws Exception {
        String database = server.createDatabase();
        server.runResource(database, "/databases/everything.sql");

        DumpContents contents = ScanComparison.compare(server, database);

        assertThat(contents.encoding()).isEqualTo("UTF8");
        assertThat(contents.tables())
                .extracting(TableRows::name)
                .contains(
                        "public.\"\"\"; drop table students; --\"\"\"",
                        "public.\"line\nfeed\"",
                        "public.no_columns",
                        "public.all_generated",
                        "parts.by_enum",
                        "\"config schema\".\"odd table\"")
                .doesNotContain(
                        "parts.enum_0", "\"config schema\".internal", "public.x", "public.fake");
    }

    @Test
    void findsTheSameInADatabaseRestoredFromTheDump(TestServer server) throws Exception {
        String database = server.createDatabase();
        server.runResource(database, "/databases/everything.sql");
        Path dump = server.dumpToFile(database);
        String restored = server.createDatabase();

        server.restore(restored, dump);

        DumpContents contents = ScanComparison.compare(server, restored);
        assertThat(contents.rows()).isEqualTo(ScanComparison.compare(server, database).rows());
    }

    @Test
    void findsNothingInAnEmptyDatabase(TestServer server) throws Exception {
        DumpContents contents = ScanComparison.compare(server, server.createDatabase());

        assertThat(contents.tables()).isEmpty();
        assertThat(contents.sequences()).isEmpty();
        assertThat(contents.rows()).isZero();
    }

    @Test
    void readsADumpWhoseStringsTakeBackslashesForEscapes(TestServer server) throws Exception {
        String database = server.createDatabase();
        server.runResource(database, "/databases/everything.sql");
        set(server, database, "standard_conforming_strings = off");

        ScanComparison.compare(server, database);
    }

    /// What the database prescribes for text output holds for the dump, unless pg_dump sets it.
    @Test
    void readsADumpWhoseDatabasePrescribesOtherTextOutput(TestServer server) throws Exception {
        String database = server.createDatabase();
        server.runResource(database, "/databases/everything.sql");
        set(server, database, "bytea_output = escape");
        set(server, database, "IntervalStyle = iso_8601");
        set(server, database, "DateStyle = 'German, DMY'");
        set(server, database, "TimeZone = 'Asia/Kathmandu'");
        set(server, database, "quote_all_identifiers = on");

        ScanComparison.compare(server, database);
    }

    @ParameterizedTest
    @CsvSource({
        "LATIN1, 'äöü ÿ £ þ', 'naïve'",
        "LATIN9, '€ Šž', 'œuvre'",
        "EUC_JP, '日本語 表 ソ ｱ', '名前 テーブル'",
        "EUC_KR, '한국어', '표'",
        "WIN1251, 'Привет ё', 'таблица'",
        "SQL_ASCII, 'ü日本語', 'naïve'",
    })
    void readsADumpInTheEncodingOfTheDatabase(
            String encoding, String text, String name, TestServer server) throws Exception {
        String database = server.createDatabase(encoding, "C");
        server.runText(
                database,
                """
                SET client_encoding = 'UTF8';
                CREATE TABLE "%2$s" (id integer, "%2$s %2$s" text DEFAULT '%1$s; '' %1$s');
                INSERT INTO "%2$s" SELECT i, repeat('%1$s', i) FROM generate_series(0, 50) AS i;
                INSERT INTO "%2$s" VALUES (100, E'%1$s\\t\\\\.\\n%1$s'), (101, NULL), (102, '\\.');
                COMMENT ON TABLE "%2$s" IS '%1$s; -- %1$s';
                CREATE SEQUENCE "%2$s; sequence";
                CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $%2$.1s$SELECT '%1$s;'$%2$.1s$;
                """
                        .formatted(text, name));

        DumpContents contents = ScanComparison.compare(server, database);

        assertThat(contents.encoding()).isEqualTo(encoding);
        assertThat(contents.tables()).hasSize(1);
    }

    /// Bytes that are no text in any encoding.
    @Test
    void readsBytesThatNoEncodingKnows(TestServer server) throws Exception {
        String database = server.createDatabase("SQL_ASCII", "C");
        server.runText(
                database,
                """
                CREATE TABLE bytes (a text, b "char");
                INSERT INTO bytes SELECT convert_from(decode(repeat(lpad(to_hex(i), 2, '0'), 3), 'hex'), 'SQL_ASCII'), chr(i)::"char"
                FROM generate_series(1, 255) AS i;
                """);

        assertThat(ScanComparison.compare(server, database).rows()).isEqualTo(255);
    }

    private static void set(TestServer server, String database, String setting)
            throws IOException, SQLException {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER DATABASE " + database + " SET " + setting);
        }
    }
}
