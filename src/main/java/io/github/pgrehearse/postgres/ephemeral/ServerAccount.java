package io.github.pgrehearse.postgres.ephemeral;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.program.Invocation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// As whom a throw-away server runs: as ourselves, or, since PostgreSQL refuses to be run by root,
/// as an unprivileged user of this machine.
sealed interface ServerAccount {

    /// The command that runs `command` as this user.
    List<String> run(List<String> command);

    /// Makes the user the owner of a file or an empty directory.
    void own(Path path) throws IOException;

    /// Keeps what runs as this user from looking into this process.
    void lockOut() throws IOException;

    /// The user that we are.
    record Ourselves() implements ServerAccount {

        @Override
        public List<String> run(List<String> command) {
            return command;
        }

        @Override
        public void own(Path path) {}

        @Override
        public void lockOut() throws IOException {
            Undumpable.become();
        }
    }

    /// Another user, and the words that turn root into it.
    record Unprivileged(User user, List<String> become) implements ServerAccount {

        public Unprivileged {
            become = List.copyOf(become);
        }

        @Override
        public List<String> run(List<String> command) {
            List<String> whole = new ArrayList<>(become);
            whole.addAll(command);
            return whole;
        }

        @Override
        public void own(Path path) throws IOException {
            Files.setAttribute(path, "unix:uid", user.uid());
            Files.setAttribute(path, "unix:gid", user.gid());
        }

        /// The kernel does.
        @Override
        public void lockOut() {}
    }

    /// A line of `/etc/passwd`.
    record User(String name, int uid, int gid) {

        static Optional<User> named(String name, Stream<String> passwd) {
            return passwd.map(line -> line.split(":", -1))
                    .filter(fields -> fields.length >= 4 && fields[0].equals(name))
                    .map(fields -> new User(name, id(fields[2]), id(fields[3])))
                    .findFirst();
        }

        /// Unsigned, and written as a negative number on macOS (`nobody` is -2).
        private static int id(String field) {
            return (int) Long.parseLong(field);
        }

        /// The programs that can start another as this user and then be it (or pass signals on), in
        /// order of preference. BusyBox's `setpriv` cannot, so each has to be tried.
        private List<List<String>> waysToBecome() {
            String ids = Integer.toUnsignedString(uid) + ":" + Integer.toUnsignedString(gid);
            return List.of(
                    List.of(
                            "setpriv",
                            "--reuid=" + Integer.toUnsignedString(uid),
                            "--regid=" + Integer.toUnsignedString(gid),
                            "--clear-groups",
                            "--"),
                    List.of("runuser", "-u", name, "--"),
                    List.of("su-exec", ids));
        }
    }

    /// Who can run a server in `directory`, which belongs to whom we are.
    static ServerAccount choose(Path directory) throws IOException {
        if (!Files.getAttribute(directory, "unix:uid").equals(0)) {
            return new Ourselves();
        }
        List<User> users = new ArrayList<>();
        for (String name : List.of("postgres", "nobody")) {
            try (Stream<String> passwd = Files.lines(Path.of("/etc/passwd"))) {
                User.named(name, passwd).ifPresent(users::add);
            }
        }
        List<String> refusals = new ArrayList<>();
        for (User user : users) {
            for (List<String> become : user.waysToBecome()) {
                Optional<String> refusal = refusal(user, become, directory);
                if (refusal.isEmpty()) {
                    return new Unprivileged(user, become);
                }
                refusals.add(refusal.get());
            }
        }
        throw new Failure.Database(
                "Cannot start a temporary PostgreSQL server [PostgreSQL refuses to run as root, and"
                        + " no way was found to run it as another user in %s: %s]"
                                .formatted(directory, String.join("; ", refusals)),
                "Run pgrehearse as an ordinary user; or install setpriv (util-linux), and let TMPDIR"
                        + " name a directory that every user can reach.");
    }

    /// Why the user cannot be become this way, or cannot work in the directory.
    private static Optional<String> refusal(User user, List<String> become, Path directory)
            throws IOException {
        List<String> command = new ArrayList<>(become);
        command.addAll(List.of("test", "-x", directory.toString()));
        String shown = "%s to %s: ".formatted(become.getFirst(), user.name());
        try {
            Invocation.Outcome outcome =
                    new Invocation(command, Path.of("/"), Duration.ofSeconds(10)).run();
            if (outcome.succeeded()) {
                return Optional.empty();
            }
            String words = outcome.lastWords(1);
            return Optional.of(shown + (words.isEmpty() ? "the directory is out of reach" : words));
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            return Optional.of(shown + "not installed");
        }
    }
}
