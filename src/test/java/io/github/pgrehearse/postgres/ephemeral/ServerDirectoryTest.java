package io.github.pgrehearse.postgres.ephemeral;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerDirectoryTest {

    @TempDir Path temp;

    @Test
    void leavesItsOwnAlone() throws IOException {
        ServerDirectory own = ServerDirectory.create(temp);

        assertThat(ServerDirectory.orphans(temp)).isEmpty();

        own.end();
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void takesOverOneWhoseOwnersProcessIdIsOursByNow() throws IOException {
        Path left = Files.createDirectory(temp.resolve("pgrehearse-server-1"));
        Files.writeString(
                left.resolve("owner"), ProcessHandle.current().pid() + " 2020-02-02T02:02:02Z");
        Files.createDirectories(left.resolve("server/data"));

        List<ServerDirectory> orphans = ServerDirectory.orphans(temp);

        assertThat(orphans).extracting(ServerDirectory::top).containsExactly(left);
        orphans.getFirst().end();
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void ordersNoProcessThatIsNotItsServer() throws IOException {
        Path left = Files.createDirectory(temp.resolve("pgrehearse-server-1"));
        Files.writeString(left.resolve("owner"), "1 2020-02-02T02:02:02Z");
        Path data = Files.createDirectories(left.resolve("server/data"));
        Process innocent = new ProcessBuilder("sleep", "600").start();
        try {
            Files.writeString(data.resolve("postmaster.pid"), innocent.pid() + "\n");

            ServerDirectory.orphans(temp).getFirst().end();

            assertThat(innocent.isAlive()).isTrue();
            assertThat(temp).isEmptyDirectory();
        } finally {
            innocent.destroyForcibly();
        }
    }

    @Test
    void givesOneThatIsJustBeingMadeTheTimeToBeLocked() throws IOException {
        Path fresh = Files.createDirectory(temp.resolve("pgrehearse-server-1"));

        assertThat(ServerDirectory.orphans(temp)).isEmpty();

        Instant longAgo = Instant.now().minus(Duration.ofMinutes(2));
        Files.setLastModifiedTime(fresh, FileTime.from(longAgo));
        assertThat(ServerDirectory.orphans(temp)).hasSize(1);
    }

    @Test
    void followsNoLink() throws IOException {
        Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("owner"), "1 2020-02-02T02:02:02Z");
        Files.createSymbolicLink(temp.resolve("pgrehearse-server-1"), elsewhere);

        assertThat(ServerDirectory.orphans(temp)).isEmpty();
    }

    @Test
    void readsUsersAsTheSystemListsThem() {
        List<String> passwd =
                List.of(
                        "root:x:0:0:root:/root:/bin/sh",
                        "postgres2:x:1:1::/:",
                        "postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash",
                        "nobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false");

        assertThat(ServerAccount.User.named("postgres", passwd.stream()))
                .contains(new ServerAccount.User("postgres", 101, 104));
        assertThat(ServerAccount.User.named("nobody", passwd.stream()))
                .contains(new ServerAccount.User("nobody", -2, -2));
        assertThat(ServerAccount.User.named("postgres", Stream.empty())).isEmpty();
    }
}
