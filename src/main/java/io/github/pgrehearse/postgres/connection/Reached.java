package io.github.pgrehearse.postgres.connection;

import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.postgres.connection.ConnectionUri.Host;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The one server that a connection reached, so that programs can be sent to the very same.
///
/// @param uri the connection with that server as its only host
/// @param address which of the addresses of the host's name it was; none for a Unix-domain socket
public record Reached(ConnectionUri uri, Optional<InetAddress> address) {

    /// Shorter ones are parts of words; who guesses them needs no message of ours.
    private static final int OCCURS_BY_CHANCE = 4;

    public Host host() {
        return uri.hosts().getFirst();
    }

    /// The variables that bring a program there, the password among them.
    public Map<String, String> environment() {
        Map<String, String> environment = uri.libpqEnvironment(host());
        address.ifPresent(known -> environment.put("PGHOSTADDR", known.getHostAddress()));
        return environment;
    }

    /// `text` without the password, should it be in there. One that is so short that it occurs in
    /// words by chance is taken out only where it stands by itself, as it does in a connection
    /// string and in quotes.
    public String redact(String text) {
        return uri.password()
                .map(Secret::reveal)
                .filter(password -> !password.isEmpty())
                .map(password -> redact(text, password))
                .orElse(text);
    }

    private static String redact(String text, String password) {
        if (password.length() >= OCCURS_BY_CHANCE) {
            return text.replace(password, "(redacted)");
        }
        return Pattern.compile(
                        "(?<![\\p{L}\\p{N}])" + Pattern.quote(password) + "(?![\\p{L}\\p{N}])")
                .matcher(text)
                .replaceAll("(redacted)");
    }

    /// The server and the database, as messages name them.
    @Override
    public String toString() {
        return uri.toString();
    }
}
