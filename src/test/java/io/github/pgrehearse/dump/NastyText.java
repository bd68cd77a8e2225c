package io.github.pgrehearse.dump;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/// Random text made of whatever a reader of dumps could trip over, and the ways to write it in SQL.
final class NastyText {

    private static final int LONGEST_NAME = 63;

    private static final List<String> PIECES =
            List.of(
                    "COPY public.x (a, b) FROM stdin;\n",
                    "\nCOPY public.x (a) FROM stdin;\n1\n\\.\n",
                    "\n\\.\n",
                    "\\.",
                    "\\N",
                    "\\\\.",
                    "\n-- PostgreSQL database dump complete\n",
                    "--\n-- PostgreSQL database dump complete\n--\n",
                    "\nSELECT pg_catalog.setval('public.x', 7, true);\n",
                    "\nSELECT pg_catalog.lo_create('77');\n",
                    "\nSELECT pg_catalog.lowrite(0, '\\x00');\n",
                    "\nSET standard_conforming_strings = off;\n",
                    "\n\\restrict x\n",
                    "\n\\connect template1\n",
                    "$$",
                    "$_$",
                    "$_X$",
                    "$a$",
                    "$",
                    "'",
                    "''",
                    "\"",
                    "\"\"",
                    "E'",
                    "U&'",
                    "U&\"",
                    "--",
                    "-- it's\n",
                    "/*",
                    "*/",
                    "/* /* */",
                    ";",
                    ";\n",
                    "(",
                    ")",
                    "((",
                    "\\",
                    "\\'",
                    "\\\\",
                    "\n",
                    "\t",
                    "\r",
                    "\r\n",
                    "\b",
                    "\u0001",
                    "\u007f",
                    "\u0085",
                    "\u2028",
                    "\ufeff",
                    "ü",
                    "日本語",
                    "🐘",
                    " ",
                    "BEGIN",
                    " BEGIN ATOMIC ",
                    "END",
                    "END;",
                    "CASE ",
                    "NULL",
                    ":x",
                    ":'x'",
                    "%s",
                    "{",
                    "},\"",
                    "a",
                    "Z",
                    "plain",
                    "0");

    private final Random random;
    private int names;

    NastyText(Random random) {
        this.random = random;
    }

    /// A handful of pieces, or none; now and then very many.
    String text() {
        return random.nextInt(200) == 0 ? pieces(20_000) : shortText();
    }

    /// A handful of pieces, or none.
    String shortText() {
        String pieces = pieces(random.nextInt(7));
        return random.nextInt(4) == 0 ? pieces + (char) (1 + random.nextInt(255)) : pieces;
    }

    private String pieces(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    /// A name that this object gives only once, at most as long as PostgreSQL's names can be, and
    /// quoted.
    String name() {
        String start = random.nextInt(3) == 0 ? "plain" : shortText();
        String end = random.nextBoolean() ? Integer.toString(names++) : "_" + names++ + tail();
        int length = Math.min(start.length(), LONGEST_NAME);
        while (bytes(start.substring(0, length) + end) > LONGEST_NAME
                || (length > 0 && Character.isHighSurrogate(start.charAt(length - 1)))) {
            length--;
        }
        return "\"" + (start.substring(0, length) + end).replace("\"", "\"\"") + "\"";
    }

    private String tail() {
        return List.of("", "\"", "'", ";", "\\", "$$", "\n", " ", "(", "-- ")
                .get(random.nextInt(10));
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /// Some text as a string literal.
    String literal() {
        return literal(text());
    }

    /// The text as a string literal, in one of the ways of writing one.
    String literal(String text) {
        String doubled = text.replace("'", "''");
        return switch (random.nextInt(3)) {
            case 0 -> "'" + doubled + "'";
            case 1 -> "E'" + doubled.replace("\\", "\\\\") + "'";
            default -> dollars(text);
        };
    }

    /// The text in dollar quotes, by a tag that it does not hold.
    String dollars(String text) {
        String tag = "$";
        while ((text + "$").contains(tag + "$")) {
            tag += tag.length() == 1 ? "q" : random.nextInt(10);
        }
        return tag + "$" + text + tag + "$";
    }

    /// Any bytes, as a literal of type bytea.
    String bytes() {
        byte[] bytes =
                new byte[random.nextInt(50) == 0 ? random.nextInt(100_000) : random.nextInt(20)];
        random.nextBytes(bytes);
        return "'\\x" + HexFormat.of().formatHex(bytes) + "'::bytea";
    }
}
