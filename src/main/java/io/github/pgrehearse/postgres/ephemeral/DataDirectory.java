package io.github.pgrehearse.postgres.ephemeral;

import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.program.Invocation;
import io.github.pgrehearse.postgres.program.ServerPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Makes the data directory of a throw-away server: `initdb`, then its settings.
record DataDirectory(ServerPrograms programs, ServerDirectory directory, ServerAccount account) {

    private static final Duration TIME_TO_INITIALIZE = Duration.ofMinutes(2);
    private static final int LINES_SHOWN = 5;

    private static final Map<String, String> SETTINGS =
            Map.ofEntries(
                    Map.entry("listen_addresses", EphemeralServer.HOST),
                    Map.entry("unix_socket_directories", ""),
                    // nothing here has to survive a crash
                    Map.entry("fsync", "off"),
                    Map.entry("full_page_writes", "off"),
                    Map.entry("synchronous_commit", "off"),
                    Map.entry("wal_level", "minimal"),
                    Map.entry("max_wal_senders", "0"),
                    Map.entry("shared_buffers", "32MB"),
                    // /dev/shm of a container holds 64 MB, and keeps what a killed server had there
                    Map.entry("dynamic_shared_memory_type", "mmap"),
                    Map.entry("logging_collector", "off"),
                    Map.entry("log_destination", "stderr"),
                    Map.entry("timezone", "UTC"));

    void create(EphemeralServer.Options options, Secret password) throws IOException {
        account.own(directory.server());
        Path passwordFile = passwordFile(password);
        try {
            initialize(options, passwordFile);
        } finally {
            Files.deleteIfExists(passwordFile);
        }
        Map<String, String> settings = new LinkedHashMap<>(SETTINGS);
        settings.putAll(options.settings());
        Files.writeString(
                directory.data().resolve("postgresql.conf"),
                settings.entrySet().stream()
                        .map(setting -> line(setting.getKey(), setting.getValue()))
                        .collect(Collectors.joining()),
                StandardOpenOption.APPEND);
    }

    private Path passwordFile(Secret password) throws IOException {
        Path file = directory.server().resolve("password");
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, password.reveal() + "\n");
        account.own(file);
        return file;
    }

    private void initialize(EphemeralServer.Options options, Path passwordFile) throws IOException {
        List<String> locales = locales(options);
        for (int i = 0; ; i++) {
            Invocation.Outcome outcome = initdb(options.encoding(), locales.get(i), passwordFile);
            if (outcome.succeeded()) {
                return;
            }
            boolean another = i + 1 < locales.size() && outcome.output().contains("locale");
            if (!another) {
                throw new Failure.Database(
                        "Cannot start a temporary PostgreSQL server [initdb: %s]"
                                .formatted(outcome.lastWords(LINES_SHOWN)),
                        "See that TMPDIR names a directory with room that every user can reach, and"
                                + " that the programs in %s are a whole installation."
                                        .formatted(programs.bin()));
            }
        }
    }

    /// C.UTF-8 knows the letters of all languages, but not every system has it.
    private static List<String> locales(EphemeralServer.Options options) {
        return options.locale()
                .map(List::of)
                .orElseGet(() ->
                        options.encoding().equalsIgnoreCase("UTF8")
                                ? List.of("C.UTF-8", "C")
                                : List.of("C"));
    }

    private Invocation.Outcome initdb(String encoding, String locale, Path passwordFile)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(programs.initdb().toString(), "-D", directory.data().toString()));
        command.addAll(List.of("--username", EphemeralServer.USER));
        command.addAll(List.of("--pwfile", passwordFile.toString(), "--auth", "scram-sha-256"));
        command.addAll(List.of("--encoding", encoding, "--locale", locale));
        command.addAll(List.of("--lc-messages", "C", "--no-sync", "--no-instructions"));
        return new Invocation(account.run(command), directory.server(), TIME_TO_INITIALIZE).run();
    }

    private static String line(String name, String value) {
        return "%s = '%s'\n".formatted(name, value.replace("\\", "\\\\").replace("'", "''"));
    }
}
