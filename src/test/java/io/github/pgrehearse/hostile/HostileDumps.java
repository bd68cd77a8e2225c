package io.github.pgrehearse.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Dumps of an attacker who can write to the store. Each tries to run a program outside of the
/// sandbox, which leaves a mark: a file.
public final class HostileDumps {

    private static final String END = "--\n-- PostgreSQL database dump complete\n--\n";
    private static final String TABLE = "CREATE TABLE public.x (a text);\n";

    private final String mark;
    private final Map<String, byte[]> dumps = new LinkedHashMap<>();

    private HostileDumps(Path mark) {
        this.mark = mark.toString();
    }

    /// Dumps in which a scanner may take a meta-command of psql for text, by what they abuse.
    ///
    /// @param mark the file that the meta-command makes
    static Map<String, byte[]> metaCommands(Path mark) {
        HostileDumps all = new HostileDumps(mark);
        String run = "\\! id >" + mark + "\n";
        all.add("nothing", run);
        all.add("CRLF", "SELECT 1;\r\n" + run.replace("\n", "\r\n"));
        all.add("a byte order mark", "\u00ef\u00bb\u00bf" + run);
        all.add("a comment that CR ends", "-- x\r" + run);
        all.add("an operator before a backslash", "-" + run + ";\n");
        all.addInString(
                "set_config",
                "SELECT set_config('standard_conforming_strings','off',false);\nSELECT '\\', '\n");
        all.addInString(
                "a DO block",
                "DO $$BEGIN SET standard_conforming_strings TO off; END$$;\nSELECT '\\', '\n");
        all.addInString(
                "SET in lower case", "set standard_conforming_strings = off;\nSELECT '\\', '\n");
        all.addInString("NUL", "SELECT 'a\0';\nSELECT '\n");
        all.addInString("a digit before a dollar quote", "SELECT 1$a$'$a$\n");
        all.addInString(
                "an encoding with backslashes",
                "SET client_encoding = 'SJIS';\nSELECT '\u0081', '\n");
        all.addInString("COPY in lower case", TABLE + "copy public.x (a) from stdin;\n'\n\\.\n");
        all.addInString("STDIN in capitals", TABLE + "COPY public.x (a) FROM STDIN;\n'\n\\.\n");
        all.addInString(
                "COPY with options",
                TABLE + "COPY public.x (a) FROM stdin WITH (FORMAT text);\n'\n\\.\n");
        all.addInString("a comment behind a slash", "//* '\n*/ SELECT 1;\n");
        return all.dumps;
    }

    /// Dumps that try what a function of the server can do, by what they try.
    ///
    /// @param mark the file that they make where they can
    /// @param database another one of the server, which they drop where they can
    static Map<String, byte[]> statements(Path mark, String database) {
        HostileDumps all = new HostileDumps(mark);
        all.add("a program", "COPY (SELECT 1) TO PROGRAM 'id >" + mark + "; cat';\n");
        all.add("a file", "COPY (SELECT 1) TO '" + mark + "';\n");
        all.add("drop database", "drop database " + database + " with (force);\n");
        all.add("a comment in DROP", "DROP /* x */ DATABASE " + database + " WITH (FORCE);\n");
        all.add("ALTER ROLE", "ALTER /* x */ ROLE CURRENT_USER PASSWORD 'mine';\n");
        all.add("ALTER SYSTEM", "alter system set log_statement = 'all';\n");
        all.add(
                "CREATE ROLE in a block",
                "DO $$BEGIN CREATE ROLE mallory SUPERUSER LOGIN PASSWORD 'mine'; END$$;\n");
        all.add(
                "GRANT in a view's function",
                """
                CREATE FUNCTION public.f() RETURNS integer LANGUAGE plpgsql AS
                    $$BEGIN ALTER ROLE CURRENT_USER SUPERUSER CONNECTION LIMIT 7; RETURN 1; END$$;
                CREATE MATERIALIZED VIEW public.v AS SELECT public.f() WITH NO DATA;
                REFRESH MATERIALIZED VIEW public.v;
                """);
        all.add(
                "a pipe in place of the server's file",
                """
                COPY (SELECT 1) TO PROGRAM
                    'cat >/dev/null; rm -f postmaster.pid; mkfifo postmaster.pid';
                """);
        all.add("a long error", "DO $$BEGIN RAISE EXCEPTION '%', repeat('z',200000000); END$$;\n");
        all.add("a condition of an extension", extensionCondition(mark));
        return all.dumps;
    }

    /// Statements that leave a meta-command in the restored database, where an extension's
    /// condition is asked for.
    ///
    /// @param mark the file that it makes
    public static String extensionCondition(Path mark) {
        return """
        CREATE TABLE public.x (a integer);
        INSERT INTO public.x VALUES (1);
        ALTER EXTENSION plpgsql ADD TABLE public.x;
        UPDATE pg_catalog.pg_extension SET extconfig = ARRAY['public.x'::regclass::oid],
            extcondition = ARRAY[E'WHERE true\\n\\\\! id > MARK\\nAND true']
            WHERE extname = 'plpgsql';
        """
                .replace("MARK", mark.toString());
    }

    /// The meta-command stands in what is a string for whoever falls for it.
    private void addInString(String name, String before) {
        add(name, before + "\\! id >" + mark + "\n';\n");
    }

    /// Each character is a byte.
    private void add(String name, String text) {
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        dump.writeBytes((text + END).getBytes(StandardCharsets.ISO_8859_1));
        dumps.put(name, dump.toByteArray());
    }
}
