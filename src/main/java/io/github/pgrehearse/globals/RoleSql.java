package io.github.pgrehearse.globals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Statements that make roles, written from what is known of them and never copied.
public final class RoleSql {

    /// From here on, a membership has more options than one.
    private static final int INHERIT_AND_SET = 16;

    private RoleSql() {}

    /// Makes a role with what every user who may make roles can give it.
    public static String create(Role role) {
        StringBuilder sql = new StringBuilder("CREATE ROLE ").append(role.name().quoted());
        if (!role.has(Role.Attribute.INHERIT)) {
            sql.append(" NOINHERIT");
        }
        if (role.has(Role.Attribute.LOGIN)) {
            sql.append(" LOGIN");
        }
        if (role.connectionLimit() >= 0) {
            sql.append(" CONNECTION LIMIT ").append(role.connectionLimit());
        }
        return sql.toString();
    }

    /// Makes a role as which nobody can log in.
    public static String createWithoutLogin(Role role) {
        return "CREATE ROLE %s NOLOGIN%s"
                .formatted(
                        role.name().quoted(), role.has(Role.Attribute.INHERIT) ? "" : " NOINHERIT");
    }

    /// Gives a role that was made one more attribute.
    public static String give(Role role, Role.Attribute attribute) {
        return "ALTER ROLE %s %s".formatted(role.name().quoted(), attribute);
    }

    /// Gives a role that was made what needs nobody's trust, a statement each: until when its
    /// password is valid, its settings, its comment.
    public static List<String> describe(Role role) {
        String alter = "ALTER ROLE " + role.name().quoted() + " ";
        List<String> statements = new ArrayList<>();
        role.validUntil()
                .ifPresent(until -> statements.add(alter + "VALID UNTIL " + Literal.of(until)));
        for (Setting setting : role.settings()) {
            statements.add(alter + setting.clause());
        }
        role.comment()
                .ifPresent(text ->
                        statements.add(
                                "COMMENT ON ROLE %s IS %s"
                                        .formatted(role.name().quoted(), Literal.of(text))));
        return statements;
    }

    /// Makes a role a member of another, in the name of whoever runs it.
    ///
    /// @param major of the server
    public static String grant(Membership membership, int major) {
        List<String> options = new ArrayList<>();
        if (membership.admin()) {
            options.add("ADMIN OPTION");
        }
        if (major >= INHERIT_AND_SET) {
            option("INHERIT", membership.inherits()).ifPresent(options::add);
            option("SET", membership.sets()).ifPresent(options::add);
        }
        return "GRANT %s TO %s%s"
                .formatted(
                        membership.role().quoted(),
                        membership.member().quoted(),
                        options.isEmpty() ? "" : " WITH " + String.join(", ", options));
    }

    private static Optional<String> option(String name, Optional<Boolean> value) {
        return value.map(on -> name + (on ? " TRUE" : " FALSE"));
    }

    /// The same, in the name of somebody else.
    public static String grant(Membership membership, int major, Name grantor) {
        return grant(membership, major) + " GRANTED BY " + grantor.quoted();
    }
}
