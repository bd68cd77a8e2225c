package io.github.pgrehearse.postgres.connection;

import io.github.pgrehearse.config.Secret;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where a database is and how to get in: what libpq would make of a connection string, so that the
/// driver and PostgreSQL's own programs reach the same server as the same user.
///
/// @param hosts the servers to try, in this order; at least one
/// @param password none where the server asks for none, or `~/.pgpass` has it
/// @param parameters libpq's names for everything else, such as `sslmode`
/// @param setting where somebody wrote it, and can mend it
public record ConnectionUri(
        List<Host> hosts,
        String user,
        Optional<Secret> password,
        String database,
        Map<String, String> parameters,
        String setting) {

    /// Where the database to be backed up is told.
    static final String SOURCE = "DATABASE_URL";

    private static final String SYSTEM_ROOT = "system";

    /// The driver wants a name, and uses it for nothing.
    private static final String DRIVER_HOST_OF_SOCKET = "localhost";

    /// One server: a name or address with a port, or the directory of a Unix-domain socket, where
    /// the port is a part of the socket's file name.
    public record Host(String name, int port) {

        public Host {
            boolean plausible = isSocketDirectory(name) || name.matches("[^\\s/@?#\\[\\]]+");
            if (!plausible || name.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(
                        "the host's name holds a character that it cannot have"
                                + " (write @ in the password as %40)");
            }
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("the port is not a number from 1 to 65535");
            }
        }

        public boolean isSocketDirectory() {
            return isSocketDirectory(name);
        }

        @Override
        public String toString() {
            return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
        }

        private static boolean isSocketDirectory(String name) {
            return name.startsWith("/");
        }
    }

    public ConnectionUri {
        hosts = List.copyOf(hosts);
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("no host is named");
        }
        if (hosts.size() > 1 && hosts.stream().anyMatch(Host::isSocketDirectory)) {
            throw new IllegalArgumentException(
                    "the directory of a socket cannot be one of several hosts: write it alone");
        }
        parameters.forEach(ConnectionUri::requireUsable);
        parameters = Collections.unmodifiableMap(withModeForSystemRoot(parameters));
    }

    /// One that was told where the database to be backed up is.
    public ConnectionUri(
            List<Host> hosts,
            String user,
            Optional<Secret> password,
            String database,
            Map<String, String> parameters) {
        this(hosts, user, password, database, parameters, SOURCE);
    }

    /// Reads either form of connection string. What it leaves open is taken from `PGHOST`,
    /// `PGPORT`, `PGUSER`, `PGPASSWORD` and `PGDATABASE` in `environment`, as libpq does; then the
    /// host is `localhost`, the port 5432, and the database is named as the user.
    ///
    /// @throws IllegalArgumentException with what is wrong and what to write instead, and with no
    ///   piece of the password
    public static ConnectionUri parse(String text, Map<String, String> environment) {
        return ConnectionDefaults.complete(ConnectionText.read(text), environment);
    }

    /// The connection that libpq's variables in `environment` describe by themselves.
    ///
    /// @throws IllegalArgumentException with what is missing or wrong
    public static ConnectionUri fromEnvironment(Map<String, String> environment) {
        return ConnectionDefaults.complete(Map.of(), environment);
    }

    /// The same, told by another setting: advice will name that.
    public ConnectionUri from(String otherSetting) {
        return new ConnectionUri(hosts, user, password, database, parameters, otherSetting);
    }

    /// Another database of the same server.
    public ConnectionUri to(String otherDatabase) {
        return new ConnectionUri(hosts, user, password, otherDatabase, parameters, setting);
    }

    /// Another user of the same server.
    public ConnectionUri as(String otherUser, Secret itsPassword) {
        return new ConnectionUri(
                hosts, otherUser, Optional.of(itsPassword), database, parameters, setting);
    }

    /// One of the hosts alone.
    ConnectionUri at(Host host) {
        return new ConnectionUri(List.of(host), user, password, database, parameters, setting);
    }

    /// The same with other parameters.
    ConnectionUri with(Map<String, String> otherParameters) {
        return new ConnectionUri(hosts, user, password, database, otherParameters, setting);
    }

    /// libpq 16 and newer take `sslrootcert=system` with `sslmode=verify-full` only, and by itself
    /// for that; an older one would take it for a file that is missing, and check nothing, were the
    /// mode not written out.
    private static Map<String, String> withModeForSystemRoot(Map<String, String> parameters) {
        Map<String, String> all = new TreeMap<>(parameters);
        if (SYSTEM_ROOT.equals(all.get("sslrootcert"))
                && !all.computeIfAbsent("sslmode", _ -> "verify-full").equals("verify-full")) {
            throw new IllegalArgumentException(
                    "sslrootcert=system goes with sslmode=verify-full only");
        }
        return all;
    }

    private static void requireUsable(String name, String value) {
        LibpqParameter parameter =
                LibpqParameter.named(name)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "there is no connection parameter " + name));
        parameter
                .problemWith(value)
                .ifPresent(problem -> {
                    throw new IllegalArgumentException(problem);
                });
    }

    /// The variables that make a PostgreSQL program connect to `reached` as this does. They hold
    /// the password: they are for the child process alone, whose environment must have no other
    /// variable of libpq.
    public Map<String, String> libpqEnvironment(Host reached) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PGHOST", reached.name());
        environment.put("PGPORT", Integer.toString(reached.port()));
        environment.put("PGUSER", user);
        environment.put("PGDATABASE", database);
        password.ifPresent(secret -> environment.put("PGPASSWORD", secret.reveal()));
        parameters.forEach((name, value) ->
                LibpqParameter.named(name)
                        .map(LibpqParameter::environmentVariable)
                        .ifPresent(variable -> environment.put(variable, value)));
        return environment;
    }

    /// What a program can be told only by `--dbname`, as a connection string without any secret;
    /// the rest comes from [#libpqEnvironment].
    public Optional<String> programArgument() {
        String text =
                parameters.entrySet().stream()
                        .filter(entry ->
                                LibpqParameter.named(entry.getKey())
                                        .filter(LibpqParameter::onlyByConnectionString)
                                        .isPresent())
                        .map(entry -> "%s=%s".formatted(entry.getKey(), entry.getValue().strip()))
                        .collect(Collectors.joining(" "));
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /// The driver's properties, the password among them; they go with the URL `jdbc:postgresql://`.
    ///
    /// pgjdbc has no counterpart for lists of revoked certificates, bounds on the version of TLS,
    /// and the finer keep-alive numbers: these reach the programs only.
    public Properties driverProperties() {
        Properties properties = new Properties();
        properties.setProperty("PGHOST", joined(Host::name));
        properties.setProperty("PGPORT", joined(host -> Integer.toString(host.port())));
        properties.setProperty("PGDBNAME", database);
        properties.setProperty("user", user);
        password.ifPresent(secret -> properties.setProperty("password", secret.reveal()));
        properties.setProperty("ApplicationName", "pgrehearse");
        // on by default in libpq, off in the driver
        properties.setProperty("tcpKeepAlive", "true");
        parameters.forEach((name, value) -> tellDriver(properties, name, value));
        if (parameters.containsKey("connect_timeout")) {
            // libpq: for each host; zero and less mean no limit
            int seconds = Math.max(0, Integer.parseInt(parameters.get("connect_timeout").strip()));
            properties.setProperty("connectTimeout", Integer.toString(seconds));
            properties.setProperty("loginTimeout", Integer.toString(seconds * hosts.size()));
        }
        if (SYSTEM_ROOT.equals(parameters.get("sslrootcert"))) {
            // the driver's word for the authorities that Java trusts
            properties.remove("sslrootcert");
            properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        if (hosts.getFirst().isSocketDirectory()) {
            tellDriverSocket(properties, hosts.getFirst());
        }
        return properties;
    }

    /// As in libpq, nothing is encrypted on the way to a socket, whatever the parameters say.
    private static void tellDriverSocket(Properties properties, Host socket) {
        properties.setProperty("PGHOST", DRIVER_HOST_OF_SOCKET);
        properties.setProperty("socketFactory", PinnedSocketFactory.class.getName());
        properties.setProperty(
                "socketFactoryArg", "%s/.s.PGSQL.%d".formatted(socket.name(), socket.port()));
        properties.setProperty("sslmode", "disable");
        properties.setProperty("gssEncMode", "disable");
    }

    private void tellDriver(Properties properties, String name, String value) {
        LibpqParameter.named(name)
                .ifPresent(parameter -> {
                    @Nullable String property = parameter.driverProperty();
                    if (property != null) {
                        properties.setProperty(property, parameter.driverValue(value));
                    }
                });
    }

    private String joined(Function<Host, String> part) {
        return hosts.stream().map(part).collect(Collectors.joining(","));
    }

    /// The host or hosts, and the database: `db.example:5432/app`. No user, no password.
    @Override
    public String toString() {
        return hosts.stream().map(Host::toString).collect(Collectors.joining(",")) + "/" + database;
    }
}
