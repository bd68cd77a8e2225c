package io.github.pgrehearse.globals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A role, without its password.
///
/// @param attributes those it has
/// @param connectionLimit -1 if there is none
/// @param validUntil a timestamp in PostgreSQL's spelling, which only the server checks
public record Role(
        Name name,
        Set<Attribute> attributes,
        int connectionLimit,
        Optional<String> validUntil,
        Optional<String> comment,
        List<Setting> settings) {

    /// What a role may have that another has not.
    public enum Attribute {
        SUPERUSER,
        INHERIT,
        CREATEROLE,
        CREATEDB,
        LOGIN,
        REPLICATION,
        BYPASSRLS;

        private static final Set<Attribute> TRUSTED =
                EnumSet.of(SUPERUSER, CREATEROLE, REPLICATION, BYPASSRLS);

        /// Whether it reaches beyond what the role owns: before PostgreSQL 16, a role with
        /// `CREATEROLE` can make itself a member of any that is no superuser.
        public boolean needsTrust() {
            return TRUSTED.contains(this);
        }
    }

    public Role {
        EnumSet<Attribute> sorted = EnumSet.noneOf(Attribute.class);
        sorted.addAll(attributes);
        attributes = Collections.unmodifiableSet(sorted);
        settings = List.copyOf(settings);
    }

    /// As `CREATE ROLE` makes one.
    static Role named(Name name) {
        return new Role(
                name,
                EnumSet.of(Attribute.INHERIT),
                -1,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    Role with(Setting setting) {
        List<Setting> more = new ArrayList<>(settings);
        more.add(setting);
        return new Role(name, attributes, connectionLimit, validUntil, comment, more);
    }

    Role withComment(String text) {
        return new Role(name, attributes, connectionLimit, validUntil, Optional.of(text), settings);
    }

    public boolean has(Attribute attribute) {
        return attributes.contains(attribute);
    }
}
