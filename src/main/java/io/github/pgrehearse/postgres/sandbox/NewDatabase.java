package io.github.pgrehearse.postgres.sandbox;

import io.github.pgrehearse.postgres.program.ServerVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes the two databases of a sandbox like the one that was backed up, as far as this machine
/// can.
///
/// @param version of the server
public record NewDatabase(Wanted wanted, ServerVersion version) {

    private static final int FIRST_WITH_PROVIDERS = 15;

    /// Makes them, and says in what they differ from what was wanted, a sentence each.
    List<String> create(Connection connection) throws SQLException {
        List<String> departures = new ArrayList<>();
        if (wanted.properties().isEmpty()) {
            createBoth(connection, "");
            return departures;
        }
        Wanted.Properties properties = wanted.properties().get();
        try {
            createBoth(connection, like(properties));
        } catch (SQLException e) {
            departures.add(
                    "The database's collation (%s) is not to be had here, and the plain one (C) was used instead: %s"
                            .formatted(shown(properties), e.getMessage()));
            createBoth(connection, plain(properties));
        }
        money(connection, properties.lcMonetary()).ifPresent(departures::add);
        return departures;
    }

    private void createBoth(Connection connection, String options) throws SQLException {
        for (String database : List.of(wanted.database(), wanted.bareDatabase())) {
            execute(connection, "DROP DATABASE IF EXISTS " + database);
            execute(
                    connection,
                    "CREATE DATABASE %s TEMPLATE template0%s".formatted(database, options));
        }
    }

    /// The options that make a database like the wanted one, each with a space before it.
    String like(Wanted.Properties properties) {
        return like(properties, version);
    }

    /// The options with which a server of this version makes a database like another one, each with
    /// a space before it.
    public static String like(Wanted.Properties properties, ServerVersion version) {
        String options =
                " ENCODING %s LC_COLLATE %s LC_CTYPE %s"
                        .formatted(
                                quoted(properties.encoding()),
                                quoted(properties.collation()),
                                quoted(properties.characterType()));
        if (version.major() < FIRST_WITH_PROVIDERS) {
            return options;
        }
        return options
                + switch (properties.localeProvider()) {
                    case "i" -> " LOCALE_PROVIDER icu ICU_LOCALE " + quoted(properties.locale());
                    case "b" ->
                            " LOCALE_PROVIDER builtin BUILTIN_LOCALE "
                                    + quoted(properties.locale());
                    default -> " LOCALE_PROVIDER libc";
                };
    }

    /// C goes with every encoding.
    private static String plain(Wanted.Properties properties) {
        return " ENCODING %s LC_COLLATE 'C' LC_CTYPE 'C'".formatted(quoted(properties.encoding()));
    }

    /// Amounts of money are read and written as the locale has it, in rows and in defaults.
    Optional<String> money(Connection connection, String locale) throws SQLException {
        try {
            for (String database : List.of(wanted.database(), wanted.bareDatabase())) {
                execute(
                        connection,
                        "ALTER DATABASE %s SET lc_monetary = %s"
                                .formatted(database, quoted(locale)));
            }
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(
                    "The database writes money as in %s, which is not to be had here: %s"
                            .formatted(locale, e.getMessage()));
        }
    }

    private static String shown(Wanted.Properties properties) {
        String locale = properties.locale().isEmpty() ? "" : ", " + properties.locale();
        return properties.collation() + ", " + properties.characterType() + locale;
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
