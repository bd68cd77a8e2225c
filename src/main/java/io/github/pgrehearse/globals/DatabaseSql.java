package io.github.pgrehearse.globals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Statements that describe a database, written from what is known of it and never copied.
public final class DatabaseSql {

    private DatabaseSql() {}

    /// Gives a database what was set for the one that was backed up.
    ///
    /// @param database its name, without quotes, which may be another one than that of the backup
    public static List<String> describe(
            DatabaseGlobals globals, String database, boolean owner, boolean privileges) {
        String name = Name.quote(database);
        String alter = "ALTER DATABASE " + name + " ";
        List<String> statements = new ArrayList<>();
        for (Setting setting : globals.settings()) {
            statements.add(alter + setting.clause());
        }
        for (DatabaseGlobals.RoleSetting each : globals.roleSettings()) {
            statements.add(
                    "ALTER ROLE %s IN DATABASE %s %s"
                            .formatted(each.role().quoted(), name, each.setting().clause()));
        }
        globals.comment()
                .ifPresent(text ->
                        statements.add(
                                "COMMENT ON DATABASE %s IS %s".formatted(name, Literal.of(text))));
        globals.connectionLimit()
                .ifPresent(limit -> statements.add(alter + "CONNECTION LIMIT " + limit));
        if (globals.template()) {
            statements.add(alter + "IS_TEMPLATE true");
        }
        if (owner) {
            globals.owner().ifPresent(role -> statements.add(alter + "OWNER TO " + role.quoted()));
        }
        if (privileges) {
            globals.privileges().forEach(each -> statements.add(privileges(each, name)));
        }
        return statements;
    }

    private static String privileges(DatabaseGlobals.Privileges privileges, String name) {
        Optional<Name> role = privileges.role();
        boolean option = privileges.option();
        return "%s%s ON DATABASE %s %s %s%s"
                .formatted(
                        privileges.grant()
                                ? "GRANT "
                                : option ? "REVOKE GRANT OPTION FOR " : "REVOKE ",
                        String.join(", ", privileges.kinds()),
                        name,
                        privileges.grant() ? "TO" : "FROM",
                        role.map(Name::quoted).orElse("PUBLIC"),
                        privileges.grant() && option ? " WITH GRANT OPTION" : "");
    }
}
