package io.github.pgrehearse.dump;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/// PostgreSQL's names of encodings, as Java knows them.
///
/// Names are decoded only to be shown and compared; rows never are. An encoding that Java lacks,
/// and SQL_ASCII, which is none, are read byte by byte as ISO 8859-1: nothing is lost, and two
/// names that differ stay different.
public final class DumpEncoding {

    /// Source: PostgreSQL's documentation, "Character Set Support", table of server encodings.
    private static final Map<String, String> JAVA_NAMES =
            Map.ofEntries(
                    Map.entry("UTF8", "UTF-8"),
                    Map.entry("EUC_JP", "EUC-JP"),
                    Map.entry("EUC_CN", "GB2312"),
                    Map.entry("EUC_KR", "EUC-KR"),
                    Map.entry("EUC_TW", "x-EUC-TW"),
                    Map.entry("LATIN1", "ISO-8859-1"),
                    Map.entry("LATIN2", "ISO-8859-2"),
                    Map.entry("LATIN3", "ISO-8859-3"),
                    Map.entry("LATIN4", "ISO-8859-4"),
                    Map.entry("LATIN5", "ISO-8859-9"),
                    Map.entry("LATIN7", "ISO-8859-13"),
                    Map.entry("LATIN9", "ISO-8859-15"),
                    Map.entry("ISO_8859_5", "ISO-8859-5"),
                    Map.entry("ISO_8859_6", "ISO-8859-6"),
                    Map.entry("ISO_8859_7", "ISO-8859-7"),
                    Map.entry("ISO_8859_8", "ISO-8859-8"),
                    Map.entry("KOI8R", "KOI8-R"),
                    Map.entry("KOI8U", "KOI8-U"),
                    Map.entry("WIN866", "IBM866"),
                    Map.entry("WIN874", "x-windows-874"),
                    Map.entry("WIN1250", "windows-1250"),
                    Map.entry("WIN1251", "windows-1251"),
                    Map.entry("WIN1252", "windows-1252"),
                    Map.entry("WIN1253", "windows-1253"),
                    Map.entry("WIN1254", "windows-1254"),
                    Map.entry("WIN1255", "windows-1255"),
                    Map.entry("WIN1256", "windows-1256"),
                    Map.entry("WIN1257", "windows-1257"),
                    Map.entry("WIN1258", "windows-1258"));

    /// Those of them that Java lacks, and the one that is none.
    private static final Set<String> OTHERS =
            Set.of("SQL_ASCII", "MULE_INTERNAL", "EUC_JIS_2004", "LATIN6", "LATIN8", "LATIN10");

    private DumpEncoding() {}

    /// Whether a server can have it, so that no byte of a character looks like ASCII. A dump is
    /// written in the encoding of its database.
    static boolean isOfServers(String postgresName) {
        return JAVA_NAMES.containsKey(postgresName) || OTHERS.contains(postgresName);
    }

    /// What Java calls the encoding that PostgreSQL calls so.
    public static Charset charset(String postgresName) {
        String name = JAVA_NAMES.getOrDefault(postgresName, "ISO-8859-1");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.ISO_8859_1;
    }
}
