package io.github.pgrehearse.postgres.connection;

import io.github.pgrehearse.postgres.connection.ConnectionUri.Host;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;

/// The one server that a connection reached, so that programs can be sent to the very same.
///
/// @param uri the connection with that server as its only host
/// @param address which of the addresses of the host's name it was; none for a Unix-domain socket
public record Reached(ConnectionUri uri, Optional<InetAddress> address) {

    public Host host() {
        return uri.hosts().getFirst();
    }

    /// The variables that bring a program there, the password among them.
    public Map<String, String> environment() {
        Map<String, String> environment = uri.libpqEnvironment(host());
        address.ifPresent(known -> environment.put("PGHOSTADDR", known.getHostAddress()));
        return environment;
    }

    /// `text` without the password, should it be in there.
    public String redact(String text) {
        return uri.password()
                .filter(password -> !password.reveal().isEmpty())
                .map(password -> text.replace(password.reveal(), "(redacted)"))
                .orElse(text);
    }

    /// The server and the database, as messages name them.
    @Override
    public String toString() {
        return uri.toString();
    }
}
