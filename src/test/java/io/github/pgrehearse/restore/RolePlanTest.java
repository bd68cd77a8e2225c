package io.github.pgrehearse.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.globals.GlobalsReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What it does with a server is told by [GlobalsRestoreIT].
final class RolePlanTest {

    private static RolePlan plan(String globals, String... there) throws IOException {
        byte[] text = globals.getBytes(StandardCharsets.UTF_8);
        return RolePlan.of(
                GlobalsReader.read(new ByteArrayInputStream(text), "globals.sql"),
                Set.of(there),
                18);
    }

    private static List<String> statements(RolePlan plan, boolean needTrust) {
        return plan.steps().stream()
                .filter(step -> step.needsTrust() == needTrust)
                .map(RolePlan.Step::statement)
                .toList();
    }

    @Test
    void namesTheRolesThatAServerLacks() throws IOException {
        String globals =
                """
                CREATE ROLE app;
                CREATE ROLE "odd "" role; --";
                CREATE ROLE postgres;
                ALTER ROLE postgres WITH SUPERUSER;
                -- CREATE ROLE comment;
                """;

        assertThat(plan(globals, "postgres").names())
                .containsExactly("app", "\"odd \"\" role; --\"");
        assertThat(plan(globals, "postgres", "app", "odd \" role; --").names()).isEmpty();
        assertThat(plan(globals, "postgres").steps()).isEmpty();
    }

    @Test
    void tellsWhatNeedsTrust() throws IOException {
        RolePlan plan =
                plan(
                        """
                        CREATE ROLE a; CREATE ROLE b; CREATE ROLE old; CREATE ROLE older;
                        ALTER ROLE a WITH SUPERUSER INHERIT CREATEROLE CREATEDB LOGIN REPLICATION BYPASSRLS;
                        GRANT a TO b;
                        GRANT old TO a;
                        GRANT a TO old;
                        GRANT older TO old;
                        GRANT pg_monitor TO a;
                        GRANT pg_monitor TO b WITH ADMIN OPTION;
                        GRANT pg_read_server_files TO a;
                        GRANT pg_of_the_future TO a;
                        """,
                        "old",
                        "older",
                        "pg_monitor",
                        "pg_read_server_files");

        assertThat(statements(plan, false))
                .containsExactly(
                        "ALTER ROLE \"a\" CREATEDB",
                        "GRANT \"a\" TO \"b\"",
                        "GRANT \"pg_monitor\" TO \"a\"");
        assertThat(statements(plan, true))
                .containsExactly(
                        "ALTER ROLE \"a\" SUPERUSER",
                        "ALTER ROLE \"a\" CREATEROLE",
                        "ALTER ROLE \"a\" REPLICATION",
                        "ALTER ROLE \"a\" BYPASSRLS",
                        "GRANT \"old\" TO \"a\"",
                        "GRANT \"a\" TO \"old\"",
                        "GRANT \"pg_monitor\" TO \"b\" WITH ADMIN OPTION",
                        "GRANT \"pg_read_server_files\" TO \"a\"",
                        "GRANT \"pg_of_the_future\" TO \"a\"");
    }

    @Test
    void namesAMembershipsGrantorIfThatIsMadeToo() throws IOException {
        RolePlan plan =
                plan(
                        "CREATE ROLE a; CREATE ROLE b; CREATE ROLE c; GRANT a TO b GRANTED BY c; GRANT a TO c GRANTED BY postgres;",
                        "postgres");

        assertThat(plan.steps().getFirst().asGranted())
                .contains("GRANT \"a\" TO \"b\" GRANTED BY \"c\"");
        assertThat(plan.steps().getLast().asGranted()).isEmpty();
    }
}
