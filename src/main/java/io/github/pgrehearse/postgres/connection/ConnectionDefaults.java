package io.github.pgrehearse.postgres.connection;

import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.postgres.connection.ConnectionUri.Host;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Fills in what a connection string leaves open, in libpq's order: the environment first, then the
/// defaults. Unlike libpq it does not fall back to the name of the operating system's user, which
/// in a container says nothing.
final class ConnectionDefaults {

    private static final String HOST = "localhost";
    private static final int PORT = 5432;

    private static final Map<String, String> VARIABLES =
            Map.of(
                    "host", "PGHOST",
                    "port", "PGPORT",
                    "user", "PGUSER",
                    "password", "PGPASSWORD",
                    "dbname", "PGDATABASE");

    private ConnectionDefaults() {}

    static ConnectionUri complete(Map<String, String> given, Map<String, String> environment) {
        Map<String, String> values = new LinkedHashMap<>(given);
        VARIABLES.forEach((name, variable) -> {
            String fallback = environment.getOrDefault(variable, "");
            if (!fallback.isEmpty()) {
                values.putIfAbsent(name, fallback);
            }
        });
        List<Host> hosts = hosts(values);
        @Nullable String user = values.remove("user");
        if (user == null) {
            throw new IllegalArgumentException(
                    "it names no user: write postgresql://user:password@host:5432/database, or set"
                            + " PGUSER");
        }
        Optional<Secret> password = Optional.ofNullable(values.remove("password")).map(Secret::new);
        @Nullable String database = values.remove("dbname");
        return new ConnectionUri(hosts, user, password, database == null ? user : database, values);
    }

    private static List<Host> hosts(Map<String, String> values) {
        @Nullable String address = values.remove("hostaddr");
        if (address != null && values.putIfAbsent("host", address) != null) {
            throw new IllegalArgumentException(
                    "host and hostaddr exclude each other here: write the address as host");
        }
        List<String> names = elements(values.remove("host"));
        List<String> ports = elements(values.remove("port"));
        if (ports.size() != 1 && ports.size() != names.size()) {
            throw new IllegalArgumentException(
                    "it names %d hosts and %d ports: write one port for all, or one for each"
                            .formatted(names.size(), ports.size()));
        }
        List<Host> hosts = new ArrayList<>();
        for (int index = 0; index < names.size(); index++) {
            String name = names.get(index);
            String port = ports.get(ports.size() == 1 ? 0 : index);
            hosts.add(new Host(name.isEmpty() ? HOST : name, portNumber(port)));
        }
        return hosts;
    }

    private static List<String> elements(@Nullable String list) {
        return list == null ? List.of("") : List.of(list.split(",", -1));
    }

    private static int portNumber(String text) {
        if (text.isBlank()) {
            return PORT;
        }
        // Host refuses 0, in its words
        return text.strip().matches("[0-9]{1,5}") ? Integer.parseInt(text.strip()) : 0;
    }
}
