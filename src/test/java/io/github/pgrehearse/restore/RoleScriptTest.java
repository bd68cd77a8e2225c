package io.github.pgrehearse.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What it does with a server is told by [DisasterIT].
final class RoleScriptTest {

    private static final String GLOBALS =
            """
            --
            -- Roles
            --
            CREATE ROLE app;
            ALTER ROLE app WITH NOSUPERUSER INHERIT LOGIN;
            CREATE ROLE "odd "" role; --";
            CREATE ROLE postgres;
            ALTER ROLE postgres WITH SUPERUSER;
            -- CREATE ROLE comment;
            GRANT app TO "odd "" role; --" GRANTED BY postgres;
            """;

    private static final String DUMP = "CREATE TABLE t (a int);";

    @Test
    void namesTheRolesThatAServerLacks() throws IOException {
        MemoryBackup backup = MemoryBackup.of(DUMP).withGlobals(GLOBALS);
        RoleScript script = RoleScript.read(backup.store(), backup.entry());

        assertThat(script.missing(Set.of("postgres")))
                .containsExactly("\"odd \"\" role; --\"", "app");
        assertThat(script.missing(Set.of("postgres", "app", "odd \" role; --"))).isEmpty();
    }

    @Test
    void namesNoneWithoutGlobals() throws IOException {
        MemoryBackup backup = MemoryBackup.of(DUMP);

        assertThat(RoleScript.read(backup.store(), backup.entry()).missing(Set.of())).isEmpty();
    }
}
