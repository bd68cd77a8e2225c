package io.github.pgrehearse.globals;

import java.util.Optional;
import java.util.Set;

/// That a role is a member of another.
///
/// @param role the one that has the member
/// @param inherits and `sets`: as servers from 16 on know it; nothing where it was not said
/// @param grantor who granted it; nothing where it was not said
public record Membership(
        Name role,
        Name member,
        boolean admin,
        Optional<Boolean> inherits,
        Optional<Boolean> sets,
        Optional<Name> grantor) {

    /// Those of PostgreSQL's own roles that look at the server's figures and change nothing.
    private static final Set<String> HARMLESS =
            Set.of(
                    "pg_monitor",
                    "pg_read_all_settings",
                    "pg_read_all_stats",
                    "pg_stat_scan_tables");

    /// Whether it is one in a role of PostgreSQL's own that only looks at figures.
    public boolean isOfMonitoringRole() {
        return HARMLESS.contains(role.value()) && !admin;
    }
}
