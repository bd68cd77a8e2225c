package io.github.pgrehearse.restore;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.globals.DatabaseGlobals;
import io.github.pgrehearse.globals.DatabaseSql;
import io.github.pgrehearse.globals.Globals;
import io.github.pgrehearse.globals.Role;
import io.github.pgrehearse.globals.RoleSql;
import io.github.pgrehearse.postgres.target.TargetServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes what the globals of a backup tell: roles, and what was set for the database.
final class GlobalsRestore {

    private static final int MOST_SHOWN = 200;

    private static final int LONGEST_SHOWN = 300;

    private final boolean trusted;
    private final System.Logger log;

    /// @param trusted whether roles get what gives them power over more than the backup holds
    GlobalsRestore(boolean trusted, System.Logger log) {
        this.trusted = trusted;
        this.log = log;
    }

    /// Makes the roles, with their attributes, settings and memberships, but without passwords,
    /// which no backup has.
    void makeRoles(TargetServer server, RolePlan plan) throws Failure.Database {
        for (Role role : plan.made()) {
            server.run("role " + role.name(), RoleSql.create(role));
        }
        for (RolePlan.Step step : plan.steps()) {
            if (!step.needsTrust() || trusted) {
                run(server, step);
            }
        }
        log.log(INFO, "Roles made: " + RolePlan.some(plan.names()));
        tellTrust(plan);
        List<String> withoutPassword =
                plan.made().stream()
                        .filter(role -> role.has(Role.Attribute.LOGIN))
                        .map(role -> role.name().toString())
                        .toList();
        if (!withoutPassword.isEmpty()) {
            log.log(
                    WARNING,
                    "Roles have no password yet [%s]. Give each its own: ALTER ROLE ... PASSWORD."
                            .formatted(RolePlan.some(withoutPassword)));
        }
    }

    private void run(TargetServer server, RolePlan.Step step) {
        if (step.asGranted().isEmpty() || server.attempt(step.asGranted().get()).isPresent()) {
            attempt(server, step.statement());
        }
    }

    /// What trust gives, or would have given, each.
    private void tellTrust(RolePlan plan) {
        List<String> needing =
                plan.steps().stream()
                        .filter(RolePlan.Step::needsTrust)
                        .map(RolePlan.Step::statement)
                        .toList();
        needing.stream().limit(MOST_SHOWN).forEach(this::tellTrust);
        if (needing.size() > MOST_SHOWN) {
            tellTrust("and %d more".formatted(needing.size() - MOST_SHOWN));
        }
    }

    private void tellTrust(String statement) {
        if (trusted) {
            log.log(INFO, "By --trust-roles: " + statement);
        } else {
            log.log(
                    WARNING,
                    "Not given to a role without --trust-roles [%s]. If that is wanted, let an administrator run it."
                            .formatted(statement));
        }
    }

    /// Gives a database that was made what was set for the one that was backed up: its owner,
    /// settings, privileges and comment.
    void describeDatabase(
            TargetServer server, Globals globals, String database, RestorePlan.LeftOut leftOut) {
        describing(globals, database, leftOut).forEach(each -> attempt(server, each));
    }

    private static List<String> describing(
            Globals globals, String database, RestorePlan.LeftOut leftOut) {
        Optional<DatabaseGlobals> told = globals.database();
        return told.map(found ->
                        DatabaseSql.describe(
                                found, database, !leftOut.owners(), !leftOut.privileges()))
                .orElse(List.of());
    }

    /// Says what of the globals is never restored.
    void tellDropped(Globals globals) {
        if (globals.dropped().count() > 0) {
            log.log(
                    WARNING,
                    "Not restored from the globals [%s]. They say more than the roles and this database; look at them with 'pgrehearse fetch --globals'."
                            .formatted(globals.dropped()));
        }
    }

    /// Says what would be run.
    void tellPlan(Job job, RestorePlan.LeftOut leftOut) {
        List<String> all = new ArrayList<>();
        job.roles().made().forEach(role -> all.add(RoleSql.create(role)));
        for (RolePlan.Step step : job.roles().steps()) {
            if (!step.needsTrust()) {
                all.add(step.statement());
            }
        }
        if (job.makesDatabase()) {
            all.addAll(describing(job.globals(), job.uri().database(), leftOut));
        }
        all.stream().limit(MOST_SHOWN).forEach(each -> log.log(INFO, "To be run: " + shown(each)));
        if (all.size() > MOST_SHOWN) {
            log.log(INFO, "To be run: and %d more".formatted(all.size() - MOST_SHOWN));
        }
        tellTrust(job.roles());
    }

    private void attempt(TargetServer server, String statement) {
        server.attempt(statement)
                .ifPresent(why ->
                        log.log(
                                WARNING,
                                "The server refused a statement [%s: %s]. Run it by hand as somebody who may, if it matters."
                                        .formatted(shown(statement), why)));
    }

    private static String shown(String statement) {
        String line = statement.replaceAll("[\\s\\p{Cntrl}]+", " ");
        return line.length() > LONGEST_SHOWN ? line.substring(0, LONGEST_SHOWN) + " ..." : line;
    }
}
