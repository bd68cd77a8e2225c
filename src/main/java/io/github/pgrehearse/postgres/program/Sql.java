package io.github.pgrehearse.postgres.program;

import com.google.errorprone.annotations.CompileTimeConstant;
import io.github.pgrehearse.dump.SqlName;
import io.github.pgrehearse.failure.Failure;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// SQL for psql, in which nothing of a stranger's can be anything but the name, the string or the
/// number that it is meant to be.
///
/// Its text comes from constants of this program; the compiler accepts nothing else. Words from a
/// manifest, a dump or a restored server come in as [#name], [#columns], [#literal] and [#number]
/// alone. psql obeys backslashes outside of quotes, and a server obeys all it reads: so text that
/// is pasted would run.
public final class Sql {

    private final String text;

    private Sql(String text) {
        this.text = text;
    }

    /// A constant, in which each `%s` gives way to one of the parts.
    public static Sql of(@CompileTimeConstant final String constant, Sql... parts) {
        return new Sql(
                parts.length == 0
                        ? constant
                        : constant.formatted(Arrays.stream(parts).map(Sql::toString).toArray()));
    }

    /// The name of an object, as SQL writes it.
    ///
    /// @throws Failure.Corrupt if it is none
    public static Sql name(String name) throws Failure.Corrupt {
        try {
            return new Sql(new SqlName(name).text());
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    /// Names of columns, with commas between them.
    ///
    /// @throws Failure.Corrupt if one is none
    public static Sql columns(List<String> columns) throws Failure.Corrupt {
        for (String column : columns) {
            if (!SqlName.isIdentifier(column)) {
                throw refused("not a name of a column");
            }
        }
        return new Sql(String.join(", ", columns));
    }

    /// A string, which is the same whatever `standard_conforming_strings` says.
    ///
    /// @throws Failure.Corrupt if it holds a NUL, which no string of SQL can
    public static Sql literal(String text) throws Failure.Corrupt {
        if (text.indexOf(0) >= 0) {
            throw refused("a string with a NUL character");
        }
        String quoted = "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
        return new Sql(text.contains("\\") ? "E" + quoted : quoted);
    }

    /// Strings, with commas between them.
    ///
    /// @throws Failure.Corrupt as [#literal]
    public static Sql literals(List<String> texts) throws Failure.Corrupt {
        StringBuilder all = new StringBuilder();
        for (String text : texts) {
            all.append(all.isEmpty() ? "" : ", ").append(literal(text));
        }
        return new Sql(all.toString());
    }

    public static Sql number(long number) {
        return new Sql(Long.toString(number));
    }

    /// An object identifier (OID) as a server told it.
    ///
    /// @throws Failure.Corrupt if it is no number
    public static Sql oid(String oid) throws Failure.Corrupt {
        try {
            return number(Integer.toUnsignedLong(Integer.parseUnsignedInt(oid)));
        } catch (NumberFormatException e) {
            throw refused("not an OID");
        }
    }

    /// Several, with a constant between them.
    public static Sql join(@CompileTimeConstant final String between, List<Sql> parts) {
        return new Sql(parts.stream().map(Sql::toString).collect(Collectors.joining(between)));
    }

    private static Failure.Corrupt refused(String what) {
        return new Failure.Corrupt(
                "A name or a value cannot be asked for [%s]".formatted(what),
                "No backup of pgrehearse holds such a word: find out who wrote it.");
    }

    /// The text.
    @Override
    public String toString() {
        return text;
    }
}
