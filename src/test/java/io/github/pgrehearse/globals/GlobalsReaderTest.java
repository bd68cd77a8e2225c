package io.github.pgrehearse.globals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgrehearse.failure.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What it makes of real globals, and what a server makes of that, is told by
/// `restore/GlobalsRestoreIT`.
final class GlobalsReaderTest {

    private static Globals read(String text) throws IOException {
        return read(text, StandardCharsets.UTF_8);
    }

    private static Globals read(String text, Charset charset) throws IOException {
        return GlobalsReader.read(new ByteArrayInputStream(text.getBytes(charset)), "globals.sql");
    }

    private static Role only(String text) throws IOException {
        Globals globals = read(text);
        assertThat(globals.dropped()).hasToString("");
        return globals.roles().getFirst();
    }

    @Test
    void readsWhatARoleIs() throws IOException {
        Role role =
                only(
                        """
                        \\restrict abc
                        -- a comment; CREATE ROLE nobody;
                        SET standard_conforming_strings = on;
                        CREATE ROLE app;
                        ALTER ROLE app WITH NOSUPERUSER NOINHERIT CREATEROLE NOCREATEDB LOGIN NOREPLICATION BYPASSRLS CONNECTION LIMIT 5 VALID UNTIL 'infinity';
                        COMMENT ON ROLE app IS E'it''s a \\\\ role';
                        ALTER ROLE app SET search_path TO 'a', 'B; c';
                        ALTER ROLE app SET "TimeZone" TO 'UTC';
                        ALTER ROLE app SET "my.own" TO 'x';
                        \\unrestrict abc
                        """);

        assertThat(role.name().value()).isEqualTo("app");
        assertThat(role.attributes())
                .containsExactly(
                        Role.Attribute.CREATEROLE, Role.Attribute.LOGIN, Role.Attribute.BYPASSRLS);
        assertThat(role.connectionLimit()).isEqualTo(5);
        assertThat(role.comment()).contains("it's a \\ role");
        assertThat(RoleSql.create(role))
                .isEqualTo("CREATE ROLE \"app\" NOINHERIT LOGIN CONNECTION LIMIT 5");
        assertThat(RoleSql.describe(role))
                .containsExactly(
                        "ALTER ROLE \"app\" VALID UNTIL 'infinity'",
                        "ALTER ROLE \"app\" SET \"search_path\" TO 'a', 'B; c'",
                        "ALTER ROLE \"app\" SET \"TimeZone\" TO 'UTC'",
                        "ALTER ROLE \"app\" SET \"my.own\" TO 'x'",
                        "COMMENT ON ROLE \"app\" IS  E'it''s a \\\\ role'");
    }

    @Test
    void readsStringsAsTheSettingSays() throws IOException {
        String role = "CREATE ROLE a; COMMENT ON ROLE a IS '\\\\';";

        assertThat(only("SET standard_conforming_strings = off;" + role).comment()).contains("\\");
        assertThat(only("SET standard_conforming_strings = on;" + role).comment()).contains("\\\\");
    }

    @Test
    void readsNamesInTheEncodingOfTheText() throws IOException {
        Globals globals =
                read(
                        "SET client_encoding = 'LATIN1';\nCREATE ROLE \"\u00dcn\u00ef\";",
                        StandardCharsets.ISO_8859_1);

        assertThat(globals.roles()).extracting(role -> role.name().value()).containsExactly("Ünï");
    }

    @Test
    void readsMembershipsInAllSpellings() throws IOException {
        Globals globals =
                read(
                        """
                        GRANT a TO b;
                        GRANT a TO c WITH ADMIN OPTION GRANTED BY d;
                        GRANT a TO e WITH ADMIN OPTION, INHERIT FALSE, SET FALSE GRANTED BY d;
                        GRANT a TO f WITH INHERIT TRUE GRANTED BY d;
                        """);

        assertThat(globals.dropped().count()).isZero();
        assertThat(globals.memberships())
                .extracting(each -> RoleSql.grant(each, 16))
                .containsExactly(
                        "GRANT \"a\" TO \"b\"",
                        "GRANT \"a\" TO \"c\" WITH ADMIN OPTION",
                        "GRANT \"a\" TO \"e\" WITH ADMIN OPTION, INHERIT FALSE, SET FALSE",
                        "GRANT \"a\" TO \"f\" WITH INHERIT TRUE");
        assertThat(RoleSql.grant(globals.memberships().getLast(), 15))
                .isEqualTo("GRANT \"a\" TO \"f\"");
        assertThat(globals.memberships().getLast().grantor()).contains(new Name("d"));
    }

    @Test
    void readsWhatTheDatabaseIs() throws IOException {
        Globals globals =
                read(
                        """
                        CREATE DATABASE "My ""db" WITH TEMPLATE = template0 ENCODING = 'UTF8';
                        ALTER DATABASE "My ""db" OWNER TO app;
                        ALTER DATABASE "My ""db" SET search_path TO 'a', 'b';
                        ALTER DATABASE "My ""db" CONNECTION LIMIT = 3;
                        ALTER DATABASE "My ""db" IS_TEMPLATE = true;
                        ALTER ROLE app IN DATABASE "My ""db" SET work_mem TO '9MB';
                        COMMENT ON DATABASE "My ""db" IS 'it''s; mine';
                        REVOKE CONNECT,TEMPORARY ON DATABASE "My ""db" FROM PUBLIC;
                        GRANT ALL ON DATABASE "My ""db" TO app WITH GRANT OPTION;
                        """);

        assertThat(globals.dropped().count()).isZero();
        assertThat(DatabaseSql.describe(globals.database().orElseThrow(), "n", true, true))
                .containsExactly(
                        "ALTER DATABASE \"n\" SET \"search_path\" TO 'a', 'b'",
                        "ALTER ROLE \"app\" IN DATABASE \"n\" SET \"work_mem\" TO '9MB'",
                        "COMMENT ON DATABASE \"n\" IS 'it''s; mine'",
                        "ALTER DATABASE \"n\" CONNECTION LIMIT 3",
                        "ALTER DATABASE \"n\" IS_TEMPLATE true",
                        "ALTER DATABASE \"n\" OWNER TO \"app\"",
                        "REVOKE CONNECT, TEMPORARY ON DATABASE \"n\" FROM PUBLIC",
                        "GRANT ALL ON DATABASE \"n\" TO \"app\" WITH GRANT OPTION");
        assertThat(DatabaseSql.describe(globals.database().orElseThrow(), "n", false, false))
                .noneMatch(each -> each.contains("OWNER") || each.matches("(GRANT|REVOKE).*"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP DATABASE precious",
                "drop /* x */ database precious",
                "ALTER DATABASE postgres SET work_mem TO '1MB'",
                "ALTER DATABASE src RENAME TO other",
                "ALTER DATABASE src SET TABLESPACE x",
                "ALTER DATABASE src SET session_preload_libraries TO 'x'",
                "ALTER DATABASE src SET \"Session_Preload_Libraries\" TO 'x'",
                "ALTER DATABASE src SET local_preload_libraries TO 'x'",
                "ALTER DATABASE src SET dynamic_library_path TO 'x'",
                "ALTER DATABASE src SET plperl.on_plperl_init TO 'x'",
                "ALTER DATABASE src SET pltclu.start_proc TO 'x'",
                "ALTER DATABASE src SET \"a\"\" TO 1\" TO 'x'",
                "ALTER DATABASE src SET work_mem TO DEFAULT",
                "ALTER DATABASE src SET work_mem TO 'x' 'y'",
                "ALTER DATABASE src RESET ALL",
                "CREATE DATABASE other",
                "COMMENT ON DATABASE postgres IS 'x'",
                "GRANT ALL ON DATABASE postgres TO r",
                "GRANT SELECT ON DATABASE src TO r",
                "GRANT SELECT ON TABLE t TO r",
                "GRANT r TO CURRENT_USER",
                "GRANT r TO s; DROP ROLE r",
                "GRANT r TO s WITH GRANT OPTION",
                "ALTER ROLE postgres WITH SUPERUSER",
                "ALTER ROLE ALL SET work_mem TO '1MB'",
                "ALTER ROLE r WITH LOGIN ROLE x",
                "ALTER ROLE r RENAME TO s",
                "ALTER ROLE r IN DATABASE postgres SET work_mem TO '1MB'",
                "ALTER ROLE r SET session_preload_libraries TO 'x'",
                "ALTER ROLE r WITH VALID UNTIL $$infinity$$",
                "ALTER ROLE r WITH CONNECTION LIMIT 99999999999",
                "CREATE ROLE x SUPERUSER",
                "CREATE ROLE pg_foo",
                "CREATE ROLE \"public\"",
                "CREATE ROLE none",
                "CREATE ROLE \"\"",
                "CREATE ROLE a0123456789012345678901234567890123456789012345678901234567890123",
                "CREATE ROLE U&\"x\"",
                "CREATE ROLE a\0b",
                "CREATE ROLE \"a\0b\"",
                "COMMENT ON ROLE r IS E'\\n'",
                "SET ROLE postgres",
                "SET SESSION AUTHORIZATION postgres",
                "SET standard_conforming_strings = 'off'",
                "\\! id",
                "DO $$ BEGIN END $$",
                "SELECT 1",
                "CREATE ROLE unfinished, \"",
            })
    void dropsWhatNoGlobalsOfADatabaseSay(String statement) throws IOException {
        String sound = "CREATE ROLE r; CREATE DATABASE src;\n";
        Globals globals = read(sound + statement + "\n;");

        assertThat(globals.dropped().count()).isPositive();
        Globals without = read(sound);
        assertThat(globals.roles()).isEqualTo(without.roles());
        assertThat(globals.database()).isEqualTo(without.database());
        assertThat(globals.memberships()).hasSizeLessThan(2);
    }

    @Test
    void readsNoPasswordAndShowsNone() throws IOException {
        Globals globals =
                read(
                        "CREATE ROLE a; ALTER ROLE a WITH LOGIN PASSWORD 'mine' CREATEDB; ALTER ROLE x PASSWORD 'mine';");

        assertThat(globals.roles().getFirst().attributes())
                .isEqualTo(
                        Set.of(
                                Role.Attribute.INHERIT,
                                Role.Attribute.LOGIN,
                                Role.Attribute.CREATEDB));
        assertThat(globals.toString()).doesNotContain("mine");
        assertThat(globals.dropped())
                .hasToString("ALTER ROLE a WITH LOGIN PASSWORD ...; ALTER ROLE x PASSWORD ...");
    }

    @Test
    void writesNamesAndValuesThatNobodyCanBreakOutOf() throws IOException {
        Globals globals =
                read(
                        "CREATE ROLE \"a\"\"; DROP ROLE b; --\";\nCREATE ROLE \"line\n\\feed\";\nCOMMENT ON ROLE \"line\n\\feed\" IS '\\'' OR 1; --';");

        assertThat(globals.roles())
                .extracting(RoleSql::create)
                .containsExactly(
                        "CREATE ROLE \"a\"\"; DROP ROLE b; --\"",
                        "CREATE ROLE U&\"line\\+00000a\\+00005cfeed\"");
        assertThat(globals.roles().getLast().comment()).contains("\\' OR 1; --");
        assertThat(Literal.of("\\' OR 1")).isEqualTo(" E'\\\\'' OR 1'");
    }

    @Test
    void showsOnlyTheFirstOfWhatItDrops() throws IOException {
        Globals globals = read("DROP TABLE \u001b[2J\n\n\u202e" + "x".repeat(5000) + ";");
        Globals many = read("SELECT 1;\n".repeat(25));

        assertThat(globals.dropped().toString()).hasSizeLessThan(150).matches("[ -~]+");
        assertThat(many.dropped().toString()).endsWith("SELECT 1; and 15 more");
    }

    @Test
    void refusesWhatIsLargerThanAny() {
        assertThatThrownBy(() -> read(" ".repeat(GlobalsReader.LARGEST + 1)))
                .isInstanceOf(Failure.Corrupt.class)
                .hasMessageStartingWith("The globals are too large [");
        assertThatThrownBy(() -> read("a;".repeat(300_000)))
                .isInstanceOf(Failure.Corrupt.class)
                .hasMessageContaining("statements");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            many.append("GRANT ").append(names("a" + i + "_", 30)).append(" TO ");
            many.append(names("b", 30)).append(";\n");
        }
        assertThatThrownBy(() -> read(many.toString())).isInstanceOf(Failure.Corrupt.class);
    }

    private static String names(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> prefix + i)
                .collect(Collectors.joining(", "));
    }

    @Test
    void holdsNoMoreOfAStatementThanThereMayBe() throws IOException {
        Globals long1 = read("COMMENT ON ROLE r IS '" + "x".repeat(2 << 20) + "';CREATE ROLE a;");
        Globals long2 = read("GRANT " + "a,".repeat(1 << 20) + "b TO c; CREATE ROLE a;");
        Globals unfinished = read("/* /* */ CREATE ROLE a;");

        assertThat(long1.roles()).hasSize(1);
        assertThat(long2.roles()).hasSize(1);
        assertThat(long1.dropped().count()).isEqualTo(1);
        assertThat(unfinished.roles()).isEmpty();
    }

    /// Whatever it reads, it ends, and never with a bug.
    @Test
    void readsAnyBytes() throws IOException {
        Random random = new Random(12);
        String[] pieces = {
            "CREATE ROLE ",
            "ALTER ROLE ",
            "GRANT ",
            "REVOKE ",
            " TO ",
            " ON DATABASE ",
            "a",
            "\"",
            "'",
            "E'",
            "\\",
            "$$",
            "--",
            "/*",
            "*/",
            ";",
            "\n",
            ",",
            "SET ",
            " WITH ",
            "\0",
            "9",
            "CREATE DATABASE ",
            "ADMIN ",
            "OPTION",
            " IS ",
            "COMMENT ON ROLE ",
            "é",
            "(",
            "."
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(20); j > 0; j--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            Globals globals = read(text.toString());
            globals.roles().forEach(role -> assertThat(RoleSql.create(role)).isNotEmpty());
            assertThat(globals.database().map(DatabaseGlobals::owner).orElse(Optional.empty()))
                    .isEmpty();
        }
    }
}
