package io.github.pgrehearse.globals;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads statements about roles: those of `pg_dumpall --roles-only`.
final class RoleStatements {

    private final Map<Name, Role> roles = new LinkedHashMap<>();
    private final Map<List<Object>, Membership> memberships = new LinkedHashMap<>();

    List<Role> roles() {
        return List.copyOf(roles.values());
    }

    List<Membership> memberships() {
        return List.copyOf(memberships.values());
    }

    int items() {
        return roles.size() + memberships.size();
    }

    /// `CREATE ROLE …`, from the name on.
    void create(Words words) throws Words.NotUnderstood {
        Name name = words.name();
        words.end();
        if (name.isReserved()) {
            throw new Words.NotUnderstood();
        }
        roles.putIfAbsent(name, Role.named(name));
    }

    private Role known(Name name) throws Words.NotUnderstood {
        Role role = roles.get(name);
        if (role == null) {
            throw new Words.NotUnderstood();
        }
        return role;
    }

    /// `ALTER ROLE name`, from what follows on.
    ///
    /// @return whether there was a password, which is passed over
    boolean alter(Name name, Words words) throws Words.NotUnderstood {
        Role role = known(name);
        if (words.skip("set")) {
            Setting setting = words.setting();
            words.end();
            if (role.settings().size() == GlobalsReader.MOST_IN_ONE) {
                throw new Words.NotUnderstood();
            }
            roles.put(name, role.with(setting));
            return false;
        }
        words.require("with");
        EnumSet<Role.Attribute> attributes = EnumSet.of(Role.Attribute.INHERIT);
        int limit = -1;
        Optional<String> until = Optional.empty();
        boolean password = false;
        while (!words.atEnd()) {
            if (words.skip("connection", "limit")) {
                limit = Math.max(-1, words.number());
            } else if (words.skip("valid", "until")) {
                until = Optional.of(words.string());
            } else if (words.skip("password") || words.skip("encrypted", "password")) {
                words.string();
                password = true;
            } else {
                attribute(words.keyword(), attributes);
            }
        }
        roles.put(name, new Role(name, attributes, limit, until, role.comment(), role.settings()));
        return password;
    }

    private static void attribute(String word, EnumSet<Role.Attribute> attributes)
            throws Words.NotUnderstood {
        for (Role.Attribute each : Role.Attribute.values()) {
            String keyword = each.name();
            if (word.equalsIgnoreCase(keyword)) {
                attributes.add(each);
                return;
            }
            if (word.equalsIgnoreCase("no" + keyword)) {
                attributes.remove(each);
                return;
            }
        }
        throw new Words.NotUnderstood();
    }

    /// `COMMENT ON ROLE …`, from the name on.
    void comment(Words words) throws Words.NotUnderstood {
        Role role = known(words.name());
        words.require("is");
        String text = words.string();
        words.end();
        roles.put(role.name(), role.withComment(text));
    }

    /// `GRANT … TO`, from the members on.
    void grant(List<Name> granted, Words words) throws Words.NotUnderstood {
        List<Name> members = words.names();
        boolean admin = false;
        Optional<Boolean> inherits = Optional.empty();
        Optional<Boolean> sets = Optional.empty();
        if (words.skip("with")) {
            do {
                String option = words.keyword();
                boolean value = value(words);
                switch (option) {
                    case "admin" -> admin = value;
                    case "inherit" -> inherits = Optional.of(value);
                    case "set" -> sets = Optional.of(value);
                    default -> throw new Words.NotUnderstood();
                }
            } while (words.skipSymbol(","));
        }
        Optional<Name> grantor =
                words.skip("granted", "by") ? Optional.of(words.name()) : Optional.empty();
        words.end();
        if (granted.size() * members.size() > GlobalsReader.MOST_IN_ONE) {
            throw new Words.NotUnderstood();
        }
        for (Name role : granted) {
            for (Name member : members) {
                memberships.put(
                        List.of(role, member, grantor),
                        new Membership(role, member, admin, inherits, sets, grantor));
            }
        }
    }

    private static boolean value(Words words) throws Words.NotUnderstood {
        if (words.skip("option") || words.skip("true")) {
            return true;
        }
        words.require("false");
        return false;
    }
}
