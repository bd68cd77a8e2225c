package io.github.pgrehearse.catalog;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which database a backup is of: several may share a store and a prefix, and none may touch what
/// belongs to another.
public record Owner(String systemIdentifier, String database) {

    private static final Pattern LINE =
            Pattern.compile("-- pgrehearse: cluster ([^\\s,]+), database (\\S+)");

    /// Whom a line names that [#line] made; nothing if it is none such.
    static Optional<Owner> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        try {
            return matcher.matches()
                    ? Optional.of(
                            new Owner(
                                    matcher.group(1),
                                    URLDecoder.decode(matcher.group(2), StandardCharsets.UTF_8)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a percent sign and no two digits
        }
    }

    /// The first line of the globals, and of the marker of an unfinished backup.
    public String line() {
        return "-- pgrehearse: cluster %s, database %s"
                .formatted(systemIdentifier, URLEncoder.encode(database, StandardCharsets.UTF_8));
    }
}
