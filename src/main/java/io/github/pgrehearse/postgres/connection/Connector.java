package io.github.pgrehearse.postgres.connection;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.connection.ConnectionUri.Host;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/// Opens a connection as libpq would: host after host, address after address, until one answers.
public final class Connector {

    /// In seconds, where the connection string says nothing.
    private static final String CONNECT_TIMEOUT = "15";

    /// The driver holds answers in memory: one that is longer than this is an error.
    private static final String LONGEST_ANSWER = "16M";

    private static final String PREFERENCE = "target_session_attrs";

    /// The names of Java's exceptions, which say nothing to an operator.
    private static final Pattern JAVA_NAME = Pattern.compile("\\b(\\w+\\.)+\\w+Exception: ");

    /// Held, since a logger that nobody holds is made anew, with the level that it had at first.
    private static final Logger DRIVER_LOG = Logger.getLogger("org.postgresql");

    private final ConnectionUri uri;

    /// A connection, and which server it leads to.
    public record Connected(Connection connection, Reached reached) {}

    public Connector(ConnectionUri uri) {
        this.uri = uri;
    }

    /// Connects to the first server that answers and is what `target_session_attrs` asks for.
    public Connected connect() throws IOException {
        // It logs some of what it throws as well: one failure would be told twice
        DRIVER_LOG.setLevel(Level.OFF);
        if (!"prefer-standby".equals(uri.parameters().get(PREFERENCE))) {
            return connect(uri);
        }
        try {
            return connect(preferring("standby"));
        } catch (Failure.Database noStandby) {
            return connect(preferring("any"));
        }
    }

    private ConnectionUri preferring(String kind) {
        Map<String, String> parameters = new HashMap<>(uri.parameters());
        parameters.put(PREFERENCE, kind);
        return uri.with(parameters);
    }

    /// As in libpq, an answer is an answer: only a server that cannot be reached, or is not of the
    /// kind that was asked for, makes the next one be tried.
    private static Connected connect(ConnectionUri uri) throws IOException {
        Failure.@Nullable Database last = null;
        for (Host host : uri.hosts()) {
            ConnectionUri single = uri.at(host);
            for (Optional<InetAddress> address : addresses(single, host)) {
                Reached candidate = new Reached(single, address);
                try {
                    return new Connected(open(candidate), candidate);
                } catch (SQLException e) {
                    last = failure("Cannot connect to database", candidate, e);
                    if (!String.valueOf(e.getSQLState()).startsWith("08")) {
                        throw last;
                    }
                }
            }
        }
        if (last == null) {
            throw new IllegalStateException("a name resolves to one address at least");
        }
        throw last;
    }

    private static List<Optional<InetAddress>> addresses(ConnectionUri single, Host host)
            throws Failure.Database {
        if (host.isSocketDirectory()) {
            return List.of(Optional.empty());
        }
        try {
            List<Optional<InetAddress>> addresses = new ArrayList<>();
            for (InetAddress address : InetAddress.getAllByName(host.name())) {
                addresses.add(Optional.of(address));
            }
            return addresses;
        } catch (UnknownHostException e) {
            throw new Failure.Database(
                    "Cannot connect to database [%s: the host's name cannot be resolved]"
                            .formatted(single),
                    "Check the host in %s; inside of a private network, whether this service is a part of it."
                            .formatted(single.setting()),
                    e);
        }
    }

    private static Connection open(Reached candidate) throws SQLException, InterruptedIOException {
        Properties properties = candidate.uri().driverProperties();
        properties.putIfAbsent("connectTimeout", CONNECT_TIMEOUT);
        properties.putIfAbsent("loginTimeout", CONNECT_TIMEOUT);
        properties.setProperty("maxResultBuffer", LONGEST_ANSWER);
        Host host = candidate.host();
        String address =
                candidate
                        .address()
                        .map(InetAddress::getHostAddress)
                        .orElse(host.name() + "/.s.PGSQL." + host.port());
        properties.setProperty("socketFactory", PinnedSocketFactory.class.getName());
        properties.setProperty("socketFactoryArg", address);
        if (host.isSocketDirectory()) {
            properties.setProperty("PGHOST", "localhost");
        }
        try {
            @Nullable Connection connection =
                    new Driver().connect("jdbc:postgresql://", properties);
            if (connection == null) {
                throw new IllegalStateException("the driver does not know its own URL");
            }
            return connection;
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) { // which the driver tells so
                throw new InterruptedIOException("interrupted while connecting");
            }
            throw e;
        }
    }

    /// What the driver or the server said, with what to do about it, and without the password.
    public static Failure.Database failure(String what, Reached server, SQLException e) {
        return new Failure.Database(
                "%s [%s: %s]".formatted(what, server, server.redact(said(e))),
                new ConnectionAdvice(server.uri().setting()).on(e),
                e);
    }

    /// The first sentence: what follows is the driver's own advice. Where it says no more than that
    /// something went wrong, what that was.
    private static String said(SQLException e) {
        String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        if (text.startsWith("The connection attempt failed") && e.getCause() != null) {
            @Nullable String cause = e.getCause().getMessage();
            text = cause == null ? "the connection was closed" : cause;
        }
        String plain = JAVA_NAME.matcher(text).replaceAll("");
        return plain.split("\\. |\\.$", -1)[0];
    }
}
