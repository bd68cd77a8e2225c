package io.github.pgrehearse.dump;

import java.util.SortedSet;
import java.util.TreeSet;

/// Gathers the roles that a dump refers to, so that a restore can make them first.
final class RoleReader {

    private final SortedSet<String> roles = new TreeSet<>();
    private final SortedSet<String> latest = new TreeSet<>();

    SortedSet<String> roles() {
        return roles;
    }

    /// Those that the statement refers to which was taken last.
    SortedSet<String> latest() {
        return latest;
    }

    /// Forgets the statement that was taken last, but not its roles.
    void nextStatement() {
        latest.clear();
    }

    private void add(String role) {
        roles.add(role);
        latest.add(role);
    }

    /// Takes a statement of this kind, with what follows the name it gives.
    void take(String kind, String name, Tokens rest) {
        if (kind.startsWith("ALTER DEFAULT PRIVILEGES FOR ROLE")) {
            add(name);
            listsBehind("TO", rest.copy());
            listsBehind("FROM", rest);
        } else if (kind.endsWith("USER MAPPING FOR") || kind.endsWith(" AUTHORIZATION")) {
            // no role can be called so: pg_dump means all of them
            if (!name.equals("public")) {
                add(name);
            }
        } else if (kind.endsWith(" OWNER TO")) {
            list(rest);
        } else if (kind.startsWith("ALTER ")) {
            // arguments, or USING and a method, may stand before it
            ownerBehind(rest);
        } else if (kind.startsWith("GRANT ") || kind.equals("CREATE POLICY")) {
            listsBehind("TO", rest);
        } else if (kind.startsWith("REVOKE ")) {
            listsBehind("FROM", rest);
        }
    }

    private void listsBehind(String keyword, Tokens rest) {
        while (rest.kind() != Tokens.Kind.END) {
            if (rest.skip(keyword)) {
                list(rest);
            } else {
                rest.advance();
            }
        }
    }

    private void ownerBehind(Tokens rest) {
        while (rest.kind() != Tokens.Kind.END) {
            if (rest.skip("OWNER") && rest.skip("TO")) {
                list(rest);
            } else {
                rest.advance();
            }
        }
    }

    /// `PUBLIC` stands among roles and is none.
    private void list(Tokens rest) {
        while (rest.isIdentifier() || rest.is("PUBLIC")) {
            if (rest.isIdentifier()) {
                add(rest.text());
            }
            rest.advance();
            rest.skip(",");
        }
    }
}
