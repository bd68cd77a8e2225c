package io.github.pgrehearse.restore;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.dump.StatementFilter;
import io.github.pgrehearse.dump.StatementFilter.Found;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.target.TargetServer;
import io.github.pgrehearse.storage.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the globals of a backup tell of roles and of the database itself, and how to make that
/// again. A role that is there is left as it is.
final class RoleScript {

    private static final String NAME = "((?:\"(?:[^\"]|\"\")*\"|[^\\s\",;])+)";

    private static final Pattern MEMBERSHIP = Pattern.compile("GRANT " + NAME + " TO " + NAME);

    /// Who granted it may be nobody here.
    private static final Pattern GRANTOR = Pattern.compile(" GRANTED BY " + NAME + ";$");

    /// What a new role does not have anyhow, but only a superuser may say.
    private static final Pattern NOT_GIVEN =
            Pattern.compile(" NO(SUPERUSER|CREATEROLE|CREATEDB|LOGIN|REPLICATION|BYPASSRLS)\\b");

    private final List<Found> statements;

    private RoleScript(List<Found> statements) {
        this.statements = statements;
    }

    /// Reads it; of a backup without globals, it is empty.
    static RoleScript read(ObjectStore store, CatalogEntry backup) throws IOException {
        if (backup.globals().isEmpty()) {
            return new RoleScript(List.of());
        }
        try (InputStream sql = store.open(backup.globals().get().key())) {
            return new RoleScript(StatementFilter.statements(sql));
        }
    }

    /// The names of the roles that it makes, quoted as there, without those that are `there`.
    Set<String> missing(Set<String> there) {
        Set<String> missing = new TreeSet<>();
        for (Found each : statements) {
            if (each.topic().kind().equals("CREATE ROLE")
                    && !there.contains(Selection.plain(each.topic().name()))) {
                missing.add(each.topic().name());
            }
        }
        return missing;
    }

    /// Makes these roles, with their attributes, settings and memberships, but without passwords,
    /// which no backup has.
    void makeRoles(TargetServer server, Set<String> roles, System.Logger log)
            throws Failure.Database {
        List<String> withoutPassword = new ArrayList<>();
        for (String role : roles) {
            server.run("role " + role, "CREATE ROLE " + role);
        }
        for (Found each : statements) {
            String kind = each.topic().kind();
            String role = each.topic().name();
            if (kind.startsWith("ALTER ROLE WITH") && roles.contains(role)) {
                attempt(server, attributes(each.text(), role), log);
                if (each.text().matches("(?s).* LOGIN\\b.*")) {
                    withoutPassword.add(role);
                }
            } else if (kind.equals("ALTER ROLE SET") && roles.contains(role)) {
                attempt(server, each.text(), log);
            } else if (kind.strip().equals("GRANT") && isMembershipOf(each.text(), roles)) {
                attempt(server, GRANTOR.matcher(each.text()).replaceFirst(";"), log);
            }
        }
        log.log(INFO, "Roles made: " + String.join(", ", roles));
        if (!withoutPassword.isEmpty()) {
            log.log(
                    WARNING,
                    "Roles have no password yet [%s]. Give each its own: ALTER ROLE ... PASSWORD."
                            .formatted(String.join(", ", withoutPassword)));
        }
    }

    private static String attributes(String text, String role) {
        int with = "ALTER ROLE ".length() + role.length();
        return text.substring(0, with) + NOT_GIVEN.matcher(text.substring(with)).replaceAll("");
    }

    private static boolean isMembershipOf(String text, Set<String> roles) {
        Matcher membership = MEMBERSHIP.matcher(text);
        return membership.lookingAt()
                && (roles.contains(membership.group(1)) || roles.contains(membership.group(2)));
    }

    /// Gives a database that was made what was set for the one that was backed up: its owner,
    /// settings, privileges and comment.
    void describeDatabase(
            TargetServer server, String database, RestorePlan.LeftOut leftOut, System.Logger log) {
        String old =
                statements.stream()
                        .filter(each -> each.topic().kind().equals("CREATE DATABASE"))
                        .map(each -> each.topic().name())
                        .findFirst()
                        .orElse("");
        for (Found each : statements) {
            String kind = each.topic().kind();
            boolean wanted =
                    kind.contains(" DATABASE")
                            && !kind.equals("CREATE DATABASE")
                            && !(leftOut.owners() && kind.endsWith(" OWNER TO"))
                            && !(leftOut.privileges() && kind.matches("(GRANT|REVOKE) .*"));
            if (wanted) {
                String renamed =
                        each.text()
                                .replaceFirst(
                                        " DATABASE " + Pattern.quote(old) + "(?=[ ;])",
                                        Matcher.quoteReplacement(
                                                " DATABASE " + TargetServer.quoted(database)));
                attempt(server, renamed, log);
            }
        }
    }

    private static void attempt(TargetServer server, String statement, System.Logger log) {
        server.attempt(statement)
                .ifPresent(why ->
                        log.log(
                                WARNING,
                                "The server refused a statement [%s: %s]. Run it by hand as somebody who may, if it matters."
                                        .formatted(statement.replaceAll("\\s+", " "), why)));
    }
}
