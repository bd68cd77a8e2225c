package io.github.pgrehearse.postgres.connection;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One parameter of a connection string, as libpq 18 knows it (`PQconninfoOptions` in its
/// `fe-connect.c`), and what becomes of it on the way to a PostgreSQL program and to the driver.
///
/// Host, port, user, password and database are not among them: [ConnectionUri] carries these as
/// values of their own.
///
/// @param environmentVariable how a program is told; `null` if only its connection string can
/// @param driverProperty how pgjdbc 42.7 is told; `null` if it has no counterpart
/// @param words the values allowed, each with the driver's word for it; empty if any value is
/// @param refusal why it cannot be used here, with what to write instead; `null` if it can
record LibpqParameter(
        String name,
        @Nullable String environmentVariable,
        @Nullable String driverProperty,
        Map<String, String> words,
        @Nullable String refusal) {

    /// Parameter, environment variable, driver property, values (`libpq's word=driver's word`); `-`
    /// where there is none, `#` for a whole number.
    private static final String USED =
            """
            application_name         PGAPPNAME               ApplicationName
            channel_binding          PGCHANNELBINDING        channelBinding   disable prefer require
            connect_timeout          PGCONNECT_TIMEOUT       connectTimeout   #
            gssdelegation            PGGSSDELEGATION         -                0 1
            gssencmode               PGGSSENCMODE            gssEncMode       disable prefer require
            gsslib                   PGGSSLIB                gsslib           gssapi sspi
            keepalives               -                       tcpKeepAlive     0=false 1=true
            keepalives_count         -                       -                #
            keepalives_idle          -                       -                #
            keepalives_interval      -                       -                #
            krbsrvname               PGKRBSRVNAME            kerberosServerName
            load_balance_hosts       PGLOADBALANCEHOSTS      loadBalanceHosts disable=false random=true
            max_protocol_version     PGMAXPROTOCOLVERSION    -
            min_protocol_version     PGMINPROTOCOLVERSION    -
            options                  PGOPTIONS               options
            require_auth             PGREQUIREAUTH           requireAuth
            requirepeer              PGREQUIREPEER           -
            ssl_max_protocol_version PGSSLMAXPROTOCOLVERSION -                TLSv1 TLSv1.1 TLSv1.2 TLSv1.3
            ssl_min_protocol_version PGSSLMINPROTOCOLVERSION -                TLSv1 TLSv1.1 TLSv1.2 TLSv1.3
            sslcert                  PGSSLCERT               sslcert
            sslcertmode              PGSSLCERTMODE           -                disable allow require
            sslcompression           PGSSLCOMPRESSION        -                0 1
            sslcrl                   PGSSLCRL                -
            sslcrldir                PGSSLCRLDIR             -
            sslkey                   PGSSLKEY                sslkey
            sslmode                  PGSSLMODE               sslmode          disable allow prefer require verify-ca verify-full
            sslnegotiation           PGSSLNEGOTIATION        sslNegotiation   postgres direct
            sslrootcert              PGSSLROOTCERT           sslrootcert
            sslsni                   PGSSLSNI                -                0 1
            target_session_attrs     PGTARGETSESSIONATTRS    targetServerType any read-write=primary read-only=secondary primary standby=secondary prefer-standby=preferSecondary
            tcp_user_timeout         -                       -                #
            """;

    /// Taken and not passed on: what a dump is encoded in is its own option, and every program has
    /// a name of its own to fall back to.
    private static final List<String> WITHOUT_EFFECT =
            List.of("client_encoding", "fallback_application_name");

    private static final String REFUSED =
            """
            oauth_client_id     logging in by OAuth is not supported
            oauth_client_secret logging in by OAuth is not supported
            oauth_issuer        logging in by OAuth is not supported
            oauth_scope         logging in by OAuth is not supported
            passfile            write the password itself, or put it alone into a file and name that in PGPASSWORD_FILE
            replication         a dump needs an ordinary connection: leave it out
            scram_client_key    PostgreSQL's programs take it only as an argument, which others on the machine can read: write the password
            scram_server_key    PostgreSQL's programs take it only as an argument, which others on the machine can read: write the password
            service             write the host, user and database themselves
            servicefile         write the host, user and database themselves
            sslkeylogfile       it would write the keys of the session to a file: leave it out
            sslpassword         PostgreSQL's programs take it only as an argument, which others on the machine can read: use a key file without a password
            """;

    private static final Map<String, LibpqParameter> KNOWN = known();

    static Optional<LibpqParameter> named(String name) {
        return Optional.ofNullable(KNOWN.get(name));
    }

    /// Nothing, if libpq would take `value`; or why it cannot be used. The value itself is not in
    /// the text: a password written without encoding may have spilled into it.
    Optional<String> problemWith(String value) {
        if (refusal != null) {
            return Optional.of("%s cannot be used: %s".formatted(name, refusal));
        }
        if (words.containsKey("#")) {
            return value.strip().matches("[+-]?[0-9]{1,9}")
                    ? Optional.empty()
                    : Optional.of("%s must be a whole number".formatted(name));
        }
        if (!words.isEmpty() && !words.containsKey(value)) {
            return Optional.of(
                    "%s must be one of %s".formatted(name, String.join(", ", words.keySet())));
        }
        return Optional.empty();
    }

    /// The driver's word for `value`.
    String driverValue(String value) {
        return words.getOrDefault(value, value);
    }

    /// Whether a program can be told only by a connection string among its arguments.
    boolean onlyByConnectionString() {
        return environmentVariable == null && !WITHOUT_EFFECT.contains(name);
    }

    private static Map<String, LibpqParameter> known() {
        Map<String, LibpqParameter> all = new LinkedHashMap<>();
        USED.lines().map(LibpqParameter::used).forEach(one -> all.put(one.name(), one));
        REFUSED.lines().map(LibpqParameter::refused).forEach(one -> all.put(one.name(), one));
        for (String name : WITHOUT_EFFECT) {
            all.put(name, new LibpqParameter(name, null, null, Map.of(), null));
        }
        return Map.copyOf(all);
    }

    private static LibpqParameter used(String line) {
        List<String> columns = List.of(line.split(" +"));
        Map<String, String> words =
                columns.stream()
                        .skip(3)
                        .map(word -> List.of(word.split("=")))
                        .collect(
                                Collectors.toMap(
                                        List::getFirst,
                                        List::getLast,
                                        (first, _) -> first,
                                        LinkedHashMap::new));
        return new LibpqParameter(
                columns.get(0), orNull(columns.get(1)), orNull(columns.get(2)), words, null);
    }

    private static LibpqParameter refused(String line) {
        List<String> columns = List.of(line.split(" +", 2));
        return new LibpqParameter(columns.getFirst(), null, null, Map.of(), columns.getLast());
    }

    private static @Nullable String orNull(String column) {
        return column.equals("-") ? null : column;
    }
}
