package io.github.pgrehearse.postgres.connection;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// The form `[user[:password]@][host][:port][,...][/database][?name=value&...]`, what follows the
/// scheme of a connection URI, read as libpq reads it (`conninfo_uri_parse_options`) but for one
/// thing: where an unencoded character of the password would be taken for something else, libpq
/// connects to a strange host, and this says which character to encode.
final class UriForm {

    private static final String RAW_AT = "write @ in the password as %40";
    private static final String RAW_SLASH = "write / in the password as %2F";
    private static final String BAD_PORT =
            "the port is not a number from 1 to 65535 (after a user and password an @ and the host"
                    + " must follow; an IPv6 address stands in brackets, as in [::1]:5432)";

    private final ConnectionValues values =
            new ConnectionValues(
                    "write @ in the password as %40, / as %2F, ? as %3F, & as %26 and = as %3D");

    private UriForm() {}

    static Map<String, String> read(String text) {
        UriForm form = new UriForm();
        String rest = form.readUser(text);
        int query = rest.indexOf('?');
        String place = query < 0 ? rest : rest.substring(0, query);
        int slash = place.indexOf('/');
        String hosts = slash < 0 ? place : place.substring(0, slash);
        String database = slash < 0 ? "" : place.substring(slash + 1);

        boolean hasUser = rest.length() < text.length();
        if (hosts.contains("@")) {
            throw new IllegalArgumentException(RAW_AT);
        }
        if (database.contains("@")) {
            throw new IllegalArgumentException(
                    (hasUser ? RAW_AT : RAW_SLASH) + " (and @ in the database's name as %40)");
        }
        form.readHosts(hosts);
        form.values.put("dbname", decode(database, "the database's name"));
        if (query >= 0) {
            form.readParameters(rest.substring(query + 1));
        }
        return form.values.values();
    }

    /// Reads the user and password, if there are any, and returns what follows their `@`.
    private String readUser(String text) {
        int at = text.indexOf('@');
        int slash = text.indexOf('/');
        if (at < 0 || (slash >= 0 && slash < at)) {
            return text;
        }
        String login = text.substring(0, at);
        int colon = login.indexOf(':');
        values.put(
                "user", decode(colon < 0 ? login : login.substring(0, colon), "the user's name"));
        if (colon >= 0) {
            values.put("password", decode(login.substring(colon + 1), "the password"));
        }
        return text.substring(at + 1);
    }

    private void readHosts(String text) {
        List<String> hosts = new ArrayList<>();
        List<String> ports = new ArrayList<>();
        String rest = text;
        boolean more = true;
        while (more) {
            int end = rest.startsWith("[") ? endOfBrackets(rest) : indexOfAny(rest, ":,");
            hosts.add(rest.startsWith("[") ? rest.substring(1, end - 1) : rest.substring(0, end));
            int comma = rest.indexOf(',', end);
            String port = rest.substring(end, comma < 0 ? rest.length() : comma);
            if (!port.isEmpty() && !port.matches(":[0-9]{0,5}")) {
                throw new IllegalArgumentException(BAD_PORT);
            }
            ports.add(port.isEmpty() ? "" : port.substring(1));
            more = comma >= 0;
            rest = rest.substring(comma + 1);
        }
        values.put("host", decode(joined(hosts), "the host's name"));
        values.put("port", joined(ports));
    }

    /// Nothing where every element is left open; else each one, the open ones empty.
    private static String joined(List<String> elements) {
        return elements.stream().allMatch(String::isEmpty) ? "" : String.join(",", elements);
    }

    private static int endOfBrackets(String text) {
        int closing = text.indexOf(']');
        if (closing < 0) {
            throw new IllegalArgumentException("the [ of an IPv6 address lacks its ]");
        }
        if (closing == 1) {
            throw new IllegalArgumentException("the IPv6 address between [ and ] is empty");
        }
        int end = closing + 1;
        if (end < text.length() && text.charAt(end) != ':' && text.charAt(end) != ',') {
            throw new IllegalArgumentException(
                    "after the ] of an IPv6 address only a port, a comma, a / or a ? can follow");
        }
        return end;
    }

    private static int indexOfAny(String text, String marks) {
        int index = 0;
        while (index < text.length() && marks.indexOf(text.charAt(index)) < 0) {
            index++;
        }
        return index;
    }

    private void readParameters(String query) {
        if (query.contains("@")) {
            values.passwordMaySpill();
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (pair.isEmpty()) {
                continue;
            }
            if (equals < 0 || pair.indexOf('=', equals + 1) >= 0) {
                throw values.malformed(
                        "after the ? parameters must follow as name=value, with & between them");
            }
            String name = decode(pair.substring(0, equals), "a parameter's name");
            String value = decode(pair.substring(equals + 1), "a parameter's value");
            if (name.equals("ssl") && value.equals("true")) {
                // libpq does this for URLs that were made for JDBC
                values.put("sslmode", "require");
            } else {
                values.putNamed(name, value);
            }
        }
    }

    /// Takes each `%` and its two digits to the byte that they name; the whole is UTF-8.
    private static String decode(String text, String what) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(encoded.length);
        int index = 0;
        while (index < encoded.length) {
            if (encoded[index] != '%') {
                decoded.put(encoded[index]);
                index++;
                continue;
            }
            if (index + 2 >= encoded.length
                    || !HexFormat.isHexDigit(encoded[index + 1])
                    || !HexFormat.isHexDigit(encoded[index + 2])) {
                throw new IllegalArgumentException("write %% in %s as %%25".formatted(what));
            }
            int value =
                    HexFormat.fromHexDigit(encoded[index + 1]) * 16
                            + HexFormat.fromHexDigit(encoded[index + 2]);
            if (value == 0) {
                throw new IllegalArgumentException("%s holds a %%00".formatted(what));
            }
            decoded.put((byte) value);
            index += 3;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "%s, once decoded, is not UTF-8: encode its UTF-8 bytes".formatted(what), e);
        }
    }
}
