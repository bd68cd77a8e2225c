package io.github.pgrehearse.postgres.sandbox;

import io.github.pgrehearse.globals.Globals;
import io.github.pgrehearse.postgres.connection.Reached;
import io.github.pgrehearse.postgres.program.ServerVersion;
import java.io.IOException;
import java.util.List;

/// Two empty databases to restore a backup into, thrown away on [#close]: one for the whole of it,
/// and one, the bare one, for its statements without data, to compare the schema with.
///
/// Nothing that is restored there can reach the database that was backed up.
public sealed interface Sandbox extends AutoCloseable permits EphemeralSandbox, ServerSandbox {

    /// Which kind it is, as settings and reports name it.
    String kind();

    ServerVersion version();

    /// Where the whole backup goes.
    Reached whole();

    /// Where its statements go without data.
    Reached bare();

    /// Another database of the server, and who may make databases there beside the two. Nothing of
    /// the backup runs there.
    Reached outside();

    /// What the place puts at risk, a sentence each; for the most part nothing.
    default List<String> warnings() {
        return List.of();
    }

    /// In what the databases differ from the one that was backed up, a sentence each; for the most
    /// part nothing.
    List<String> departures();

    /// Whether the server has other databases and other users, who must not notice the sandbox.
    boolean isShared();

    /// Makes sure, where that is the sandbox's to decide, that a role is there, and says what can
    /// be restored that speaks of it. Nobody can log in as a role that is made here.
    ///
    /// @param role quoted as in SQL
    /// @throws io.github.pgrehearse.failure.Failure.Database if it cannot be made or asked for
    Standing makeRole(String role) throws IOException;

    /// What can be restored that speaks of a role.
    enum Standing {
        /// All: things can be given to it.
        OWNER,
        /// What others grant to it.
        GRANTEE,
        /// Nothing: the server lacks it.
        ABSENT
    }

    /// Makes the roles of these globals, with their attributes and memberships, as far as it can:
    /// what fails is passed over, and so is what is about the sandbox's own user, and all of it
    /// where the server is shared. Nobody can log in as one of them.
    void describeRoles(Globals globals) throws IOException;

    /// Throws it all away.
    @Override
    void close() throws IOException;

    /// What and where it is, as the log tells it.
    @Override
    String toString();
}
