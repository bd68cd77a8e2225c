package io.github.pgrehearse.restore;

import java.util.List;

/// How a backup is to be restored.
///
/// @param create whether to make the database and the roles that are missing
/// @param trustRoles whether roles that are made get what gives them power over more than the
///   backup holds
/// @param force whether a target that holds something is dropped, and made anew
/// @param piecewise whether what was restored before an error is to stay
/// @param tables those to restore, as a person names them, and `schemas` likewise; if there are
///   neither, everything
/// @param dryRun whether to do nothing but look
public record RestorePlan(
        boolean create,
        boolean trustRoles,
        boolean force,
        boolean piecewise,
        LeftOut leftOut,
        List<String> tables,
        List<String> schemas,
        boolean dryRun) {

    public RestorePlan {
        tables = List.copyOf(tables);
        schemas = List.copyOf(schemas);
    }

    /// What is left out on servers that do not let us do it, or where it is not wanted.
    ///
    /// @param roles that are missing are not made
    /// @param owners all belongs to the user who restores
    /// @param privileges nothing is granted or revoked
    public record LeftOut(
            boolean roles, boolean owners, boolean privileges, boolean subscriptions) {}

    /// Whether a part is to be restored, beside what is there.
    public boolean isOfPart() {
        return !tables.isEmpty() || !schemas.isEmpty();
    }
}
