package io.github.pgrehearse.globals;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// What was set for the one database that was backed up, besides what is in it.
///
/// @param template whether everybody who may make databases may copy it
public record DatabaseGlobals(
        Name name,
        Optional<Name> owner,
        Optional<Integer> connectionLimit,
        boolean template,
        Optional<String> comment,
        List<Privileges> privileges,
        List<Setting> settings,
        List<RoleSetting> roleSettings) {

    public DatabaseGlobals {
        privileges = List.copyOf(privileges);
        settings = List.copyOf(settings);
        roleSettings = List.copyOf(roleSettings);
    }

    /// Privileges on the database, granted or revoked.
    ///
    /// @param kinds some of `ALL`, `CONNECT`, `CREATE` and `TEMPORARY`
    /// @param option of a grant, that it may be handed on; of a revocation, that only this is
    /// @param role nothing if it is about everybody, `PUBLIC`
    public record Privileges(
            boolean grant, SortedSet<String> kinds, boolean option, Optional<Name> role) {

        public Privileges {
            kinds = new TreeSet<>(kinds);
        }
    }

    /// A setting that a role has in this database.
    public record RoleSetting(Name role, Setting setting) {}
}
