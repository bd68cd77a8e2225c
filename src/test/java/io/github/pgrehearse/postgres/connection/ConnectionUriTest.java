package io.github.pgrehearse.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.postgres.connection.ConnectionUri.Host;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConnectionUriTest {

    /// Text; hosts; user; password; database; parameters. Each was compared with what libpq 15
    /// makes of it (`PQconninfoParse`).
    static Stream<Arguments> goodOnes() {
        return Stream.of(
                good("postgresql://u:p@h:5433/d", "h:5433", "u", "p", "d"),
                good("postgres://u:p@h:5433/d", "h:5433", "u", "p", "d"),
                good("postgres://u@h/d", "h:5432", "u", "", "d"),
                good("postgres://u:@h/d", "h:5432", "u", "", "d"),
                good("postgres://u:p@h", "h:5432", "u", "p", "u"),
                good("postgres://u:p@h/", "h:5432", "u", "p", "u"),
                good("postgres://u:p@h:/d", "h:5432", "u", "p", "d"),
                good("postgres://u:p@/d", "localhost:5432", "u", "p", "d"),
                good("postgres://u@", "localhost:5432", "u", "", "u"),
                good("postgres:///d?user=u&password=p&host=h&port=1", "h:1", "u", "p", "d"),
                good("postgres://u:p@h/d?", "h:5432", "u", "p", "d"),
                good("postgres://u:p@h?user=v&dbname=e", "h:5432", "v", "p", "e"),
                good(
                        "postgres://u%40x:p%40%2F%25%23%3F%3A@h/d%2Fe",
                        "h:5432", "u@x", "p@/%#?:", "d/e"),
                good("postgres://%C3%BC:%e2%82%ac@h/%64", "h:5432", "ü", "€", "d"),
                good("postgres://ü:€@h/ñ ñ", "h:5432", "ü", "€", "ñ ñ"),
                good("postgres://u:a:b?c#d&e=f[g@h/d", "h:5432", "u", "a:b?c#d&e=f[g", "d"),
                good("postgres://u:p@[::1]/d", "[::1]:5432", "u", "p", "d"),
                good("postgres://u:p@[fe80::1%25eth0]:99/d", "[fe80::1%eth0]:99", "u", "p", "d"),
                good("postgres://u@h1:1,h2:2/d", "h1:1,h2:2", "u", "", "d"),
                good("postgres://u@h1,h2:2,[::1]:3/d", "h1:5432,h2:2,[::1]:3", "u", "", "d"),
                good("postgres://u@h1,h2/d", "h1:5432,h2:5432", "u", "", "d"),
                good("postgres://u@h1,h2/d?port=7", "h1:7,h2:7", "u", "", "d"),
                good("postgres://u@/d?host=h1,h2&port=1,2", "h1:1,h2:2", "u", "", "d"),
                good("postgres://u@%2Fvar%2Frun:6/d", "/var/run:6", "u", "", "d"),
                good(
                        "postgres://u@/d?host=/var/run/postgresql",
                        "/var/run/postgresql:5432",
                        "u",
                        "",
                        "d"),
                good("postgres://u@/d?hostaddr=10.0.0.1", "10.0.0.1:5432", "u", "", "d"),
                good("postgres://u@h/d#e", "h:5432", "u", "", "d#e"),
                good("host=h user=u", "h:5432", "u", "", "u"),
                good("host = h port=1 user= u dbname =d", "h:1", "u", "", "d"),
                good(
                        "host=h user=u password='a b\\'c\\\\' dbname=''",
                        "h:5432",
                        "u",
                        "a b'c\\",
                        "u"),
                good(
                        "user=u@tenant host=h password=a\\ b",
                        "h:5432",
                        "u@tenant",
                        "a b",
                        "u@tenant"),
                good("host=/tmp user=u dbname='d d'", "/tmp:5432", "u", "", "d d"));
    }

    private static Arguments good(
            String text, String hosts, String user, String password, String database) {
        return arguments(text, hosts, user, password, database);
    }

    @ParameterizedTest
    @MethodSource("goodOnes")
    void readsWhatLibpqAccepts(
            String text, String hosts, String user, String password, String database) {
        ConnectionUri uri = ConnectionUri.parse(text, Map.of());

        assertThat(uri).hasToString(hosts + "/" + database);
        assertThat(uri.user()).isEqualTo(user);
        assertThat(uri.password().map(Secret::reveal).orElse("")).isEqualTo(password);
        assertThat(uri.database()).isEqualTo(database);
        assertThat(uri.parameters()).isEmpty();
    }

    /// Every bad text has `Hunter` and `Two` for pieces of a password.
    static Stream<Arguments> badOnes() {
        String spilled =
                ": write @ in the password as %40, / as %2F, ? as %3F, & as %26 and = as %3D";
        String quoteIt =
                ": write a value that holds white space in single quotes, as in password='a b',"
                        + " with \\ before each ' and \\ in it";
        String scheme =
                "it begins neither with postgresql:// nor with postgres://: write"
                        + " postgresql://user:password@host:5432/database";
        String port =
                "the port is not a number from 1 to 65535 (after a user and password an @ and the"
                        + " host must follow; an IPv6 address stands in brackets, as in [::1]:5432)";
        String parameters = "after the ? parameters must follow as name=value, with & between them";
        String unknown = "it holds a parameter that does not exist";
        return Stream.of(
                arguments("", "it is empty: write postgresql://user:password@host:5432/database"),
                arguments(
                        "\"postgres://u:Hunter@h/d\"",
                        "it begins with a quotation mark: write it without quotes around it"),
                arguments(
                        "postgres://u:Hunter@h/d ",
                        "there is white space at its beginning or end: remove it"),
                arguments(
                        "postgres://u:Hun\nter@h/d",
                        "there is a line break or another control character in it: remove it"),
                arguments(
                        "jdbc:postgresql://h/d?user=u&password=Hunter",
                        "it is a JDBC URL: write postgresql://user:password@host:5432/database"),
                arguments(
                        "postgresql+psycopg2://u:Hunter@h/d",
                        "it names a driver after a +: begin it with postgresql:// alone"),
                arguments(
                        "Postgres://u:Hunter@h/d",
                        "begin it with postgresql:// exactly, in lower case and with two slashes"),
                arguments(
                        "postgres:/u:Hunter@h/d",
                        "begin it with postgresql:// exactly, in lower case and with two slashes"),
                arguments("mysql://u:Hunter@h/d", scheme),
                arguments("u:Hunter@h/d", scheme),
                arguments("u:Hunter=Two@h/d", scheme),
                arguments("Hunter", scheme),
                // characters of the password that were not encoded
                arguments("postgres://u:Hunter@Two@h/d", "write @ in the password as %40"),
                arguments("postgres://u:Hunter@@h/d", "write @ in the password as %40"),
                arguments("postgres://u:Hunter@Two:x@h/d", "write @ in the password as %40"),
                arguments(
                        "postgres://u:Hunter/Two@h/d",
                        "write / in the password as %2F (and @ in the database's name as %40)"),
                arguments(
                        "postgres://u:1234/Two@h/d",
                        "write / in the password as %2F (and @ in the database's name as %40)"),
                arguments(
                        "postgres://u:Hunter@Two/x@h/d",
                        "write @ in the password as %40 (and @ in the database's name as %40)"),
                arguments("postgres://u:Hunter@Two?x@h/d", parameters + spilled),
                arguments("postgres://u:Hunter@x?Two=x@h/d", unknown + spilled),
                arguments("postgres://u:Hunter/Two?x@h/d", port),
                arguments("postgres://u:1234/Two?Hunter@h/d", parameters + spilled),
                arguments("postgres://u:Hunter%Two@h/d", "write % in the password as %25"),
                arguments("postgres://u:Hunter%2@h/d", "write % in the password as %25"),
                arguments("postgres://u:Hunter%@h/d", "write % in the password as %25"),
                arguments("postgres://u:Hunter%00@h/d", "the password holds a %00"),
                arguments(
                        "postgres://u:Hunter%FF@h/d",
                        "the password, once decoded, is not UTF-8: encode its UTF-8 bytes"),
                arguments("postgres://u%x:Hunter@h/d", "write % in the user's name as %25"),
                arguments("postgres://u:Hunter@h%/d", "write % in the host's name as %25"),
                arguments("postgres://u:Hunter@h/d%x", "write % in the database's name as %25"),
                arguments(
                        "postgres://u:Hunter@h?options=%", "write % in a parameter's value as %25"),
                arguments(
                        "postgres://u:Hunter@Two#x/d",
                        "the host's name holds a character that it cannot have"
                                + " (write @ in the password as %40)"),
                arguments("postgres://u:Hunter", port),
                arguments("postgres://u:Hunter/d", port),
                // places
                arguments("postgres://u:Hunter@::1/d", port),
                arguments("postgres://u:Hunter@h:123456/d", port),
                arguments(
                        "postgres://u:Hunter@h:65536/d",
                        "the port is not a number from 1 to 65535"),
                arguments("postgres://u:Hunter@h:0/d", "the port is not a number from 1 to 65535"),
                arguments("postgres://u:Hunter@[::1/d", "the [ of an IPv6 address lacks its ]"),
                arguments("postgres://u:Hunter@[]/d", "the IPv6 address between [ and ] is empty"),
                arguments(
                        "postgres://u:Hunter@[::1]Two/d",
                        "after the ] of an IPv6 address only a port, a comma, a / or a ? can"
                                + " follow"),
                arguments(
                        "postgres://u:Hunter@h1,h2,h3/d?port=1,2",
                        "it names 3 hosts and 2 ports: write one port for all, or one for each"),
                arguments(
                        "postgres://u:Hunter@h/d?hostaddr=10.0.0.1",
                        "host and hostaddr exclude each other here: write the address as host"),
                arguments(
                        "postgres://h/d",
                        "it names no user: write postgresql://user:password@host:5432/database, or"
                                + " set PGUSER"),
                // parameters
                arguments(
                        "postgres://u:p@h/d?sslmod=require",
                        "there is no connection parameter sslmod"),
                arguments("postgres://u@h/d?password=Hunter&Two=1", unknown + spilled),
                arguments("postgres://u@h/d?password=Hunter&Two", parameters + spilled),
                arguments("postgres://u@h/d?password=Hunter=Two", parameters),
                arguments("postgres://u@h/d?sslmode", parameters),
                arguments(
                        "postgres://u:p@h/d?sslmode=Hunter",
                        "sslmode must be one of disable, allow, prefer, require, verify-ca,"
                                + " verify-full"),
                arguments(
                        "postgres://u:p@h/d?connect_timeout=Hunter",
                        "connect_timeout must be a whole number"),
                arguments(
                        "postgres://u:p@h/d?sslpassword=Hunter",
                        "sslpassword cannot be used: PostgreSQL's programs take it only as an"
                                + " argument, which others on the machine can read: use a key file"
                                + " without a password"),
                arguments(
                        "postgres://u:p@h/d?service=x",
                        "service cannot be used: write the host, user and database themselves"),
                arguments(
                        "postgres://u:p@h/d?sslrootcert=system&sslmode=require",
                        "sslrootcert=system goes with sslmode=verify-full only"),
                // names and values
                arguments("host=h usr=u", "there is no connection parameter usr"),
                arguments("host=h password=Hunter Two user=u", "an = is missing in it" + quoteIt),
                arguments("host=h password=Hunter Two=3 user=u", unknown + quoteIt),
                arguments("user=u@h Two=Hunter", unknown + quoteIt),
                arguments("host=h password='Hunter", "a single quote is not closed" + quoteIt));
    }

    @ParameterizedTest
    @MethodSource("badOnes")
    void saysWhatIsWrongAndShowsNoPieceOfThePassword(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionUri.parse(text, Map.of()))
                .withMessage(message)
                .satisfies(problem ->
                        assertThat(problem.getMessage())
                                .doesNotContain("Hunter")
                                .doesNotContain("Two"));
    }

    @Test
    void hidesThePasswordWhenShown() {
        ConnectionUri uri =
                ConnectionUri.parse("postgres://u:Hunter@h/d?sslmode=require", Map.of());

        assertThat(uri).hasToString("h:5432/d");
    }

    @Test
    void takesWhatTheTextLeavesOpenFromTheEnvironment() {
        Map<String, String> environment =
                Map.of(
                        "PGHOST", "h",
                        "PGPORT", "1",
                        "PGUSER", "u",
                        "PGPASSWORD", "p",
                        "PGDATABASE", "d");

        ConnectionUri all = ConnectionUri.fromEnvironment(environment);
        assertThat(all)
                .isEqualTo(
                        new ConnectionUri(
                                List.of(new Host("h", 1)),
                                "u",
                                Optional.of(new Secret("p")),
                                "d",
                                Map.of()));
        assertThat(ConnectionUri.parse("postgres://", environment)).isEqualTo(all);
        assertThat(ConnectionUri.parse("postgres://v:q@i:2/e", environment))
                .isEqualTo(ConnectionUri.parse("postgres://v:q@i:2/e", Map.of()));
    }

    @Test
    void anEmptyVariableIsNoVariable() {
        assertThat(ConnectionUri.fromEnvironment(Map.of("PGUSER", "u", "PGHOST", "", "PGPORT", "")))
                .hasToString("localhost:5432/u");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "0", "-1", "65536", "1,2"})
    void refusesAPortThatIsNone(String port) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> ConnectionUri.fromEnvironment(Map.of("PGUSER", "u", "PGPORT", port)));
    }

    @Test
    void tellsAProgramAllByItsEnvironment() {
        ConnectionUri uri =
                ConnectionUri.parse(
                        "postgres://u:p%40@h1:1,h2:2/d?sslmode=verify-full&sslrootcert=/ca.pem"
                                + "&options=-c%20geqo%3Doff&connect_timeout=10&requiressl=1"
                                + "&client_encoding=utf8&fallback_application_name=x&sslcert=",
                        Map.of());

        assertThat(uri.libpqEnvironment(uri.hosts().getLast()))
                .containsOnly(
                        entry("PGHOST", "h2"),
                        entry("PGPORT", "2"),
                        entry("PGUSER", "u"),
                        entry("PGPASSWORD", "p@"),
                        entry("PGDATABASE", "d"),
                        entry("PGSSLMODE", "require"),
                        entry("PGSSLROOTCERT", "/ca.pem"),
                        entry("PGOPTIONS", "-c geqo=off"),
                        entry("PGCONNECT_TIMEOUT", "10"));
        assertThat(uri.programArgument()).isEmpty();
    }

    @Test
    void tellsAProgramByItsArgumentsOnlyWhatHasNoVariable() {
        ConnectionUri uri =
                ConnectionUri.parse(
                        "postgres://u:p@h/d?tcp_user_timeout=5000&keepalives_idle=30&keepalives=1",
                        Map.of());

        assertThat(uri.programArgument())
                .contains("keepalives=1 keepalives_idle=30 tcp_user_timeout=5000");
    }

    @Test
    void tellsTheDriver() {
        ConnectionUri uri =
                ConnectionUri.parse(
                        "postgres://u:p@h1:1,[::1]:2/d?ssl=true&target_session_attrs=read-write"
                                + "&load_balance_hosts=random&keepalives=0&connect_timeout=10"
                                + "&channel_binding=require&gssencmode=disable&keepalives_idle=9"
                                + "&sslkey=/k.pem&options=-cgeqo%3Doff&application_name=me%40home",
                        Map.of());

        Properties properties = uri.driverProperties();

        assertThat(properties)
                .containsOnly(
                        entry("PGHOST", "h1,::1"),
                        entry("PGPORT", "1,2"),
                        entry("PGDBNAME", "d"),
                        entry("user", "u"),
                        entry("password", "p"),
                        entry("ApplicationName", "me@home"),
                        entry("tcpKeepAlive", "false"),
                        entry("sslmode", "require"),
                        entry("targetServerType", "primary"),
                        entry("loadBalanceHosts", "true"),
                        entry("connectTimeout", "10"),
                        entry("loginTimeout", "20"),
                        entry("channelBinding", "require"),
                        entry("gssEncMode", "disable"),
                        entry("sslkey", "/k.pem"),
                        entry("options", "-cgeqo=off"));
    }

    @Test
    void takesTheSystemsAuthoritiesOnlyWithFullVerification() {
        ConnectionUri uri = ConnectionUri.parse("postgres://u@h/d?sslrootcert=system", Map.of());

        assertThat(uri.libpqEnvironment(uri.hosts().getFirst()))
                .contains(entry("PGSSLROOTCERT", "system"), entry("PGSSLMODE", "verify-full"));
        assertThat(uri.driverProperties())
                .contains(
                        entry("sslmode", "verify-full"),
                        entry("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory"))
                .doesNotContainKey("sslrootcert");
    }

    @Test
    void everyDriverPropertyExists() throws SQLException {
        ConnectionUri uri =
                ConnectionUri.parse(
                        "postgres://u:p@h/d?application_name=x&channel_binding=prefer"
                                + "&connect_timeout=1&gssencmode=prefer&gsslib=gssapi&keepalives=1"
                                + "&krbsrvname=x&load_balance_hosts=disable&options=x"
                                + "&require_auth=none&sslcert=x&sslkey=x&sslmode=prefer"
                                + "&sslnegotiation=direct&sslrootcert=x&target_session_attrs=any",
                        Map.of());

        Stream<String> known =
                Arrays.stream(
                                DriverManager.getDriver("jdbc:postgresql://")
                                        .getPropertyInfo("jdbc:postgresql://", new Properties()))
                        .map(property -> property.name);
        assertThat(known).containsAll(uri.driverProperties().stringPropertyNames());
    }
}
