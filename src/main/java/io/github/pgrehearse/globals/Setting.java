package io.github.pgrehearse.globals;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// A setting with the value that a role or a database gives it.
///
/// @param name a word, or several with dots between them
/// @param values one, or the elements of a list
public record Setting(String name, List<String> values) {

    private static final Pattern NAME =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*(?:\\.[A-Za-z_][A-Za-z0-9_$]*)*");

    /// They load code, name files, turn checks or triggers off, or let system tables be changed.
    private static final Set<String> REFUSED =
            Set.of(
                    "allow_in_place_tablespaces",
                    "allow_system_table_mods",
                    "backtrace_functions",
                    "createrole_self_grant",
                    "dynamic_library_path",
                    "event_triggers",
                    "extension_control_path",
                    "ignore_checksum_failure",
                    "ignore_invalid_pages",
                    "ignore_system_indexes",
                    "jit_provider",
                    "lo_compat_privileges",
                    "local_preload_libraries",
                    "restrict_nonsystem_relation_kind",
                    "session_authorization",
                    "session_preload_libraries",
                    "session_replication_role",
                    "shared_preload_libraries",
                    "zero_damaged_pages");

    /// Languages run code at their start by such settings; PL/pgSQL has none of them.
    private static final Pattern OF_LANGUAGE = Pattern.compile("pl(?!pgsql\\.)[a-z0-9_]*\\..*");

    /// Whatever else there may be of this kind.
    private static final Pattern SUSPICIOUS =
            Pattern.compile(
                    ".*(?:_libraries|_library|_command|_commands|_file|_filename|_directory|_directories|_program|_proc|_init)");

    public Setting {
        values = List.copyOf(values);
        if (!isAllowed(name) || values.isEmpty()) {
            throw new IllegalArgumentException("not a setting for a role or database");
        }
    }

    /// Whether a role or a database of a backup may give it a value.
    static boolean isAllowed(String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        return NAME.matcher(name).matches()
                && !REFUSED.contains(folded)
                && !OF_LANGUAGE.matcher(folded).matches()
                && !SUSPICIOUS.matcher(folded).matches();
    }

    /// `SET "name" TO 'value'`, as it ends a statement about a role or a database.
    String clause() {
        return "SET \"%s\" TO %s".formatted(name, Literal.of(values));
    }
}
