package io.github.pgrehearse.globals;

import java.util.List;
import java.util.Optional;

/// What the globals of a backup say, as far as it is understood.
///
/// @param roles in the order of the text, each name once
/// @param database nothing if the text does not make one
/// @param dropped what is never restored
public record Globals(
        List<Role> roles,
        List<Membership> memberships,
        Optional<DatabaseGlobals> database,
        Dropped dropped) {

    /// Statements that are not understood, or about something else than the roles and the one
    /// database.
    ///
    /// @param count how many there are
    /// @param first the first of them, in one short line each
    public record Dropped(int count, List<String> first) {

        public Dropped {
            first = List.copyOf(first);
        }

        @Override
        public String toString() {
            String some = String.join("; ", first);
            int more = count - first.size();
            return more > 0 ? "%s; and %d more".formatted(some, more) : some;
        }
    }

    public Globals {
        roles = List.copyOf(roles);
        memberships = List.copyOf(memberships);
    }

    /// Those of a backup that has none.
    public static Globals none() {
        return new Globals(List.of(), List.of(), Optional.empty(), new Dropped(0, List.of()));
    }
}
