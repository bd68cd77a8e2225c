package io.github.pgrehearse.settings;

import io.github.pgrehearse.config.CheckedSettings;
import io.github.pgrehearse.config.Problem;
import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.config.Setting;
import io.github.pgrehearse.config.SettingsGroup;
import io.github.pgrehearse.drill.DrillPlan.DataProof;
import io.github.pgrehearse.drill.UserQueries;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How backups are rehearsed.
@SettingsGroup(
        title = "Drill",
        text =
                """
                Which backup is rehearsed, where it is restored, and what is asked of it. With
                `VERIFY_TARGET=ephemeral`, or where PostgreSQL's server programs are installed, that
                is a server of its own, which nothing else can be reached from.\
                """)
public record VerifySettings(
        @Setting(
                        name = "VERIFY_LATEST",
                        help = "Whether to rehearse the newest backup.",
                        fallback = "true",
                        example = "false")
                boolean latest,
        @Setting(
                        name = "VERIFY_BACKUP_FILE",
                        help = "The backup to rehearse where `VERIFY_LATEST` is `false`.",
                        example = "backup_20240207_143022.sql.gz")
                Optional<String> backupFile,
        @Setting(
                        name = "VERIFY_TARGET",
                        help =
                                "Where to restore: `ephemeral`, a server of its own, started for the"
                                        + " drill; `server`, a temporary database on a server of yours;"
                                        + " `auto`: on the server of `VERIFY_DATABASE_URL` if that is"
                                        + " set, else ephemeral where PostgreSQL's server programs are"
                                        + " installed, else on that of `DATABASE_URL`.",
                        fallback = "auto",
                        example = "ephemeral")
                Target target,
        @Setting(
                        name = "VERIFY_DATABASE_URL",
                        help =
                                "Server to restore on, as `DATABASE_URL` is written; its user needs"
                                        + " CREATEDB, and CREATEROLE unless it owns nothing else"
                                        + " there.",
                        example = "postgresql://user:password@host:5432/postgres")
                Optional<Secret> databaseUrl,
        @Setting(
                        name = "VERIFY_SERVER_TRUST",
                        help =
                                "Whether a backup that is restored on a server of yours may run"
                                        + " there whatever the user may whom the drill connects as."
                                        + " Else a role is made for the drill that may do nothing"
                                        + " outside of it. For servers that are there for drills"
                                        + " alone: extensions and owners that want a superuser are"
                                        + " then restored too.",
                        fallback = "false",
                        example = "true")
                boolean serverTrust,
        @Setting(
                        name = "VERIFY_DATA",
                        help =
                                "How much of the restored rows is compared: `full`, each of them;"
                                        + " `counts`, how many there are; `none`.",
                        fallback = "full",
                        example = "counts")
                DataProof data,
        @Setting(
                        name = "VERIFY_TIMEOUT",
                        help =
                                "Longest that a drill may take, whatever it waits for; then it is"
                                        + " ended as unproven, and has a minute to clean up.",
                        fallback = "12h",
                        example = "2h",
                        min = 1)
                Duration timeout,
        @Setting(
                        name = "VERIFY_MAX_AGE",
                        help = "How old the newest backup may be; if it is older, a drill says so.",
                        whenUnset = "until, by its own schedule, a second one in a row is missing",
                        example = "26h",
                        min = 1)
                Optional<Duration> maxAge,
        @Setting(
                        name = "VERIFY_QUERIES_FILE",
                        help =
                                "File of queries to put to the restored copy, each in a read-only"
                                        + " transaction, for at most a tenth of `VERIFY_TIMEOUT`. A"
                                        + " comment such as `-- expect: > 0` above a query says what"
                                        + " it must return.",
                        whenUnset = "`test-queries.sql`, if it is there",
                        example = "/etc/pgrehearse/test-queries.sql")
                Optional<String> queriesFile,
        @Setting(
                        name = "VERIFY_QUERIES_STRICT",
                        help = "Whether a query that fails disproves the backup.",
                        fallback = "false",
                        example = "true")
                boolean queriesStrict)
        implements CheckedSettings {

    /// Where a backup is restored.
    public enum Target {
        AUTO,
        EPHEMERAL,
        SERVER
    }

    private static final Path USUAL_QUERIES_FILE = Path.of("test-queries.sql");

    @Override
    public List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        if (!latest && backupFile.isEmpty()) {
            problems.add(Problem.missing("VERIFY_BACKUP_FILE"));
        }
        try {
            queries();
        } catch (IllegalArgumentException e) {
            problems.add(Problem.invalid("VERIFY_QUERIES_FILE", String.valueOf(e.getMessage())));
        }
        try {
            server();
        } catch (IllegalArgumentException e) {
            problems.add(
                    new Problem(
                            "VERIFY_DATABASE_URL",
                            "Invalid VERIFY_DATABASE_URL format [%s]".formatted(e.getMessage())));
        }
        return problems;
    }

    /// The queries of the file that was named, or of the usual one, if it is there.
    ///
    /// @throws IllegalArgumentException if it cannot be used, with why
    public UserQueries queries() {
        Optional<Path> file =
                queriesFile
                        .map(Path::of)
                        .or(() -> Optional.of(USUAL_QUERIES_FILE).filter(Files::exists));
        return file.map(path -> UserQueries.read(path, queriesStrict)).orElse(UserQueries.NONE);
    }

    /// The server that is named for drills.
    public Optional<ConnectionUri> server() {
        return databaseUrl.map(
                url -> ConnectionUri.parse(url.reveal(), Map.of()).from("VERIFY_DATABASE_URL"));
    }

    /// What to rehearse where nobody says.
    public String backup() {
        return latest ? "latest" : backupFile.orElse("latest");
    }
}
