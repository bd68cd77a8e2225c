package io.github.pgrehearse.settings;

import io.github.pgrehearse.config.CheckedSettings;
import io.github.pgrehearse.config.Problem;
import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.config.Setting;
import io.github.pgrehearse.config.SettingsGroup;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The database to back up. [#problems] are reported before [#connection] is asked for.
@SettingsGroup(
        title = "Database",
        text =
                """
                The database to back up, as one connection string or in parts. Both `pg_dump` and
                pgrehearse's own connection use it, so that they reach the same server.

                Every parameter that libpq knows is taken, but for a few that are refused with the
                reason and what to write instead: `hostaddr` beside a host, `passfile`, `service`,
                `replication`, `sslpassword`, `sslkeylogfile`, the keys of SCRAM and what belongs to
                OAuth. Lists of revoked certificates, bounds on the version of TLS and the numbers of
                `keepalives_*` reach `pg_dump` alone; `client_encoding` means nothing here.\
                """)
public record DatabaseSettings(
        @Setting(
                        name = "DATABASE_URL",
                        help =
                                "PostgreSQL connection string, as libpq takes it: `postgresql://` or"
                                        + " `postgres://`, several hosts, parameters such as"
                                        + " `?sslmode=verify-full`, or the form `host=... user=...`. In"
                                        + " a URL, write `@ / % ? #` in a password as `%40 %2F %25 %3F"
                                        + " %23`.",
                        requiredUnless = "`PGHOST` or `PGUSER` is set",
                        example = "postgresql://user:password@host:5432/database")
                Optional<Secret> databaseUrl,
        @Setting(
                        name = "PGHOST",
                        help =
                                "Host, where `DATABASE_URL` names none: a name, an address, the"
                                        + " directory of a socket, or several of them with commas.",
                        whenUnset = "localhost",
                        example = "db.railway.internal")
                Optional<String> host,
        @Setting(
                        name = "PGPORT",
                        help = "Port, where `DATABASE_URL` names none.",
                        whenUnset = "5432",
                        example = "5433")
                Optional<String> port,
        @Setting(
                        name = "PGUSER",
                        help = "User, where `DATABASE_URL` names none.",
                        example = "backup")
                Optional<String> user,
        @Setting(name = "PGPASSWORD", help = "Password, where `DATABASE_URL` holds none.")
                Optional<Secret> password,
        @Setting(
                        name = "PGDATABASE",
                        help = "Database, where `DATABASE_URL` names none.",
                        whenUnset = "named as the user",
                        example = "app")
                Optional<String> database)
        implements CheckedSettings {

    @Override
    public List<Problem> problems() {
        if (databaseUrl.isEmpty() && user.isEmpty()) {
            // whoever sets the host means to give the parts
            return List.of(Problem.missing(host.isEmpty() ? "DATABASE_URL" : "PGUSER"));
        }
        try {
            connection();
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(
                    databaseUrl.isEmpty()
                            ? new Problem(
                                    "PGHOST",
                                    "Invalid PGHOST or PGPORT [%s]".formatted(e.getMessage()))
                            : new Problem(
                                    "DATABASE_URL",
                                    "Invalid DATABASE_URL format [%s]".formatted(e.getMessage())));
        }
    }

    public ConnectionUri connection() {
        Map<String, String> parts = new HashMap<>();
        host.ifPresent(text -> parts.put("PGHOST", text));
        port.ifPresent(text -> parts.put("PGPORT", text));
        user.ifPresent(text -> parts.put("PGUSER", text));
        password.ifPresent(secret -> parts.put("PGPASSWORD", secret.reveal()));
        database.ifPresent(text -> parts.put("PGDATABASE", text));
        return databaseUrl
                .map(url -> ConnectionUri.parse(url.reveal(), parts))
                .orElseGet(() -> ConnectionUri.fromEnvironment(parts));
    }
}
