package io.github.pgrehearse.restore;

import io.github.pgrehearse.globals.Globals;
import io.github.pgrehearse.globals.Membership;
import io.github.pgrehearse.globals.Name;
import io.github.pgrehearse.globals.Role;
import io.github.pgrehearse.globals.RoleSql;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What is to be done about the roles of a backup on a server that has some already. Those stay as
/// they are.
///
/// @param made the roles that are missing
/// @param steps what is done about them once they are there, in this order
record RolePlan(List<Role> made, List<Step> steps) {

    private static final int NAMED = 200;

    /// One statement.
    ///
    /// @param asGranted the same in the name of the role that granted it, to be tried first
    /// @param needsTrust whether it gives power over more than what the backup holds
    record Step(String statement, Optional<String> asGranted, boolean needsTrust) {}

    RolePlan {
        made = List.copyOf(made);
        steps = List.copyOf(steps);
    }

    static RolePlan nothing() {
        return new RolePlan(List.of(), List.of());
    }

    /// @param there the names of the roles that the server has
    /// @param major of the server
    static RolePlan of(Globals globals, Set<String> there, int major) {
        List<Role> made =
                globals.roles().stream()
                        .filter(role -> !there.contains(role.name().value()))
                        .toList();
        Set<Name> names = new LinkedHashSet<>();
        made.forEach(role -> names.add(role.name()));
        List<Step> steps = new ArrayList<>();
        made.forEach(role -> describe(role, steps));
        for (Membership each : globals.memberships()) {
            boolean ofBoth = names.contains(each.role()) && names.contains(each.member());
            if (ofBoth || names.contains(each.role()) || names.contains(each.member())) {
                Optional<String> asGranted =
                        each.grantor()
                                .filter(names::contains)
                                .map(grantor -> RoleSql.grant(each, major, grantor));
                boolean needsTrust = !ofBoth && !each.isOfMonitoringRole();
                steps.add(new Step(RoleSql.grant(each, major), asGranted, needsTrust));
            }
        }
        return new RolePlan(made, steps);
    }

    private static void describe(Role role, List<Step> steps) {
        for (Role.Attribute each : role.attributes()) {
            switch (each) {
                case INHERIT, LOGIN -> {} // made with it
                case SUPERUSER, CREATEROLE, CREATEDB, REPLICATION, BYPASSRLS ->
                        steps.add(
                                new Step(
                                        RoleSql.give(role, each),
                                        Optional.empty(),
                                        each.needsTrust()));
            }
        }
        for (String statement : RoleSql.describe(role)) {
            steps.add(new Step(statement, Optional.empty(), false));
        }
    }

    /// The names of the roles that are made, for messages.
    List<String> names() {
        return made.stream().map(role -> role.name().toString()).toList();
    }

    /// The first of these names, and how many more there are.
    static String some(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(names.size(), NAMED)));
        int more = names.size() - NAMED;
        return more > 0 ? "%s and %d more".formatted(first, more) : first;
    }

    /// The same without quotes.
    Set<String> plainNames() {
        return made.stream().map(role -> role.name().value()).collect(Collectors.toSet());
    }
}
