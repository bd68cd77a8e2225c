package io.github.pgrehearse.postgres.connection;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Gathers the names and values of a connection string in their order, under libpq's rules: the
/// last of two values counts, an empty one counts as none, an unknown name is an error.
///
/// It words such an error without repeating what may be a piece of a password that was written
/// without encoding or quotes.
final class ConnectionValues {

    private static final Set<String> PLACE =
            Set.of("host", "hostaddr", "port", "user", "password", "dbname", "requiressl");

    private final String advice;
    private final Map<String, String> values = new LinkedHashMap<>();
    private boolean passwordMaySpill;

    /// @param advice how to write a password so that none of it is taken for something else
    ConnectionValues(String advice) {
        this.advice = advice;
    }

    /// From here on, names may be pieces of a password.
    void passwordMaySpill() {
        passwordMaySpill = true;
    }

    /// Takes what its position names.
    void put(String name, String value) {
        if (name.equals("requiressl")) {
            // the name of sslmode before PostgreSQL 8
            values.put("sslmode", value.startsWith("1") ? "require" : "prefer");
        } else if (value.isEmpty()) {
            values.remove(name);
        } else {
            values.put(name, value);
        }
    }

    /// Takes what the text names; what follows a password may be the rest of it.
    void putNamed(String name, String value) {
        if (!PLACE.contains(name) && LibpqParameter.named(name).isEmpty()) {
            throw unknown(name);
        }
        if (name.equals("password")) {
            passwordMaySpill();
        }
        put(name, value);
    }

    Map<String, String> values() {
        return values;
    }

    /// The error for a place where a name, `=` and a value should be and are not.
    IllegalArgumentException malformed(String what) {
        return new IllegalArgumentException(passwordMaySpill ? what + ": " + advice : what);
    }

    private IllegalArgumentException unknown(String name) {
        boolean shown = !passwordMaySpill && name.matches("[A-Za-z_]{1,40}");
        return malformed(
                shown
                        ? "there is no connection parameter " + name
                        : "it holds a parameter that does not exist");
    }
}
