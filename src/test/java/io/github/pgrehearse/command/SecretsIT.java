package io.github.pgrehearse.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.pgrehearse.config.SettingsReference;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.program.PgTools;
import io.github.pgrehearse.settings.SettingsGroups;
import io.github.pgrehearse.storage.s3.S3Server;
import io.github.pgrehearse.storage.s3.S3Servers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// With a known secret in every setting that holds one, no command shows any of them, however it
/// ends: not in what it prints and logs, not in files, not to a program that need not know it.
@ExtendWith({TestServer.Provided.class, S3Servers.Provided.class})
@Timeout(300)
final class SecretsIT {

    /// A part of every secret that no encoding, quoting or cutting of it changes: where it does not
    /// stand, none of them does.
    private static final String MARK = "Kq7Zw9Xv";

    private static final List<String> PASSWORDS =
            List.of(
                    MARK + "@/%#?: '&x=" + MARK,
                    MARK + " \"quoted\" \\back\\ $HOME `id` ;" + MARK,
                    MARK + "-pässwörd-日本語-🐘-" + MARK);

    private static final String ROLE = "secret_keeper";

    @TempDir private Path directory;

    private final TestServer server;
    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String database = "";

    SecretsIT(TestServer server) {
        this.server = server;
    }

    @BeforeEach
    void plant() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(directory.resolve("tmp"));
        Files.setPosixFilePermissions(
                directory.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
        database = server.createDatabase();
        execute(
                "CREATE TABLE t AS SELECT generate_series(1, 3) AS a",
                "DROP ROLE IF EXISTS " + ROLE,
                "CREATE ROLE %s LOGIN SUPERUSER".formatted(ROLE));
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", directory.toString());
        environment.put("LOG_LEVEL", "debug");
        environment.put("S3_ENDPOINT", "file://" + directory.resolve("store"));
        environment.put("S3_BUCKET", "bucket");
        environment.put("S3_ACCESS_KEY_ID", "AKIA" + MARK);
        environment.put("S3_SECRET_ACCESS_KEY", "se/cr+et" + MARK);
        environment.put("WEBHOOK_URL", "https://hooks.example/services/" + MARK);
        environment.put("WEBHOOK_SECRET", "signing" + MARK);
        environment.put("HEARTBEAT_URL", "https://beat.example/" + MARK);
        password(PASSWORDS.getFirst());
    }

    /// Makes it the role's, and the settings'.
    private void password(String password) throws SQLException {
        execute("ALTER ROLE %s PASSWORD '%s'".formatted(ROLE, password.replace("'", "''")));
        environment.put("DATABASE_URL", url(password, database));
        environment.put("VERIFY_DATABASE_URL", url(password, database));
        environment.put("RESTORE_DATABASE_URL", url(password, database));
        environment.put("PGPASSWORD", password);
    }

    private String url(String password, String name) {
        return "postgresql://%s:%s@127.0.0.1:%d/%s"
                .formatted(ROLE, encoded(password), server.server().port(), name);
    }

    @Test
    void everySecretIsPlanted() {
        for (String variable : new SettingsReference(SettingsGroups.SECTIONS).secrets()) {
            assertThat(environment.getOrDefault(variable, "")).as(variable).contains(MARK);
        }
    }

    @Test
    void noCommandThatSucceedsShowsOne() throws Exception {
        for (String password : PASSWORDS) {
            password(password);
            assertThat(run("backup")).as(out()).isZero();
        }
        for (String words :
                List.of(
                        "list",
                        "list --json",
                        "drill",
                        "drill --negative-control --json",
                        "show latest",
                        "show latest --json",
                        "show --all",
                        "config",
                        "config --env",
                        "config --markdown",
                        "--help",
                        "backup --help",
                        "--version",
                        "demo")) {
            assertThat(run(words.split(" ", -1))).as(words + ": " + out()).isZero();
        }
        assertThat(out()).contains("Backup completed successfully", "(redacted)");
        nothingShown();
    }

    @Test
    void noCommandThatFailsShowsOne() throws Exception {
        environment.put("LOG_FORMAT", "json");
        for (String words :
                List.of(
                        "frobnicate",
                        "--frobnicate",
                        "backup --frobnicate",
                        "list extra",
                        "config --env --markdown",
                        "show latest",
                        "drill",
                        "drill nothing-like-this",
                        "show nothing-like-this")) {
            assertThat(run(words.split(" ", -1))).as(words + ": " + out()).isNotZero();
        }
        for (String variable : new SettingsReference(SettingsGroups.SECTIONS).secrets()) {
            environment.put(variable + "_FILE", directory.toString());
        }
        assertThat(run("backup")).isEqualTo(2);
        assertThat(run("config")).isEqualTo(2);
        nothingShown();
    }

    @Test
    void noneShowsWhereFilesHoldThem() throws Exception {
        secretsIntoFiles();

        assertThat(run("config")).isZero();
        assertThat(run("backup")).as(out()).isZero();
        assertThat(out()).contains("file ");
        nothingShown();
    }

    /// People write the secret where the name of its file belongs.
    @Test
    void noneShowsThatStandsWhereAFileBelongs() throws Exception {
        for (String variable : new SettingsReference(SettingsGroups.SECTIONS).secrets()) {
            String secret = String.valueOf(environment.remove(variable));
            for (String name : List.of(secret, "/" + secret, "a/" + secret, secret + "\0")) {
                environment.put(variable + "_FILE", name);
                assertThat(run("config")).as(name).isEqualTo(2);
                assertThat(run("backup")).as(name).isIn(0, 2); // not all of them concern it
            }
            environment.remove(variable + "_FILE");
            environment.put(variable, secret);
        }
        assertThat(err()).contains("Invalid S3_SECRET_ACCESS_KEY_FILE [the file that it names");
        nothingShown();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://secret_keeper:%1$s@127.0.0.1:%3$d/missing",
                "postgresql://secret_keeper:%1$sx@127.0.0.1:%3$d/%4$s",
                "postgresql://secret_keeper:%1$s@127.0.0.1:1/%4$s",
                "postgresql://secret_keeper:%1$s@no-such-host.invalid/%4$s",
                "postgresql://secret_keeper:%1$s@127.0.0.1:port/%4$s",
                "postgresql://secret_keeper:%1$s@127.0.0.1:%3$d/%4$s?sslmode=require",
                "postgresql://secret_keeper:%1$s@127.0.0.1:%3$d/%4$s?sslmode=%1$s",
                "postgresql://secret_keeper:%1$s@127.0.0.1:%3$d/%4$s?sslrootcert=/no/%1$s&sslmode=require",
                "postgresql://secret_keeper:%1$s@127.0.0.1:%3$d/%4$s?%1$s=1",
                "postgresql://secret_keeper@127.0.0.1:%3$d/%4$s?password=%1$sx",
                "postgresql://secret_keeper:%1$s%%@127.0.0.1:%3$d/%4$s",
                "postgresql://secret_keeper:%1$s@[::1:%3$d/%4$s",
                "postgresql://secret_keeper:%2$s@127.0.0.1:%3$d/%4$s",
                "postgresql://:%2$s@/",
                "postgresql:/secret_keeper:%1$s@127.0.0.1/%4$s",
                "postgres//secret_keeper:%1$s@127.0.0.1/%4$s",
                "jdbc:postgresql://127.0.0.1:%3$d/%4$s?user=secret_keeper&password=%1$s",
                "mysql://secret_keeper:%1$s@127.0.0.1/%4$s",
                "secret_keeper:%1$s@127.0.0.1:%3$d/%4$s",
                "%2$s",
                "host=127.0.0.1 port=%3$d user=secret_keeper dbname=missing password=%5$s",
                "host=127.0.0.1 port=%3$d user=secret_keeper password=%2$s",
                "host=127.0.0.1 port=%3$d user=secret_keeper password='%2$s",
                "host=127.0.0.1 port=%3$d user=secret_keeper pasword=%5$s",
                "host=127.0.0.1 port=%3$d user=secret_keeper %5$s",
                "host=127.0.0.1 port=%5$s user=secret_keeper",
                "password=%5$s host",
            })
    void noUrlThatIsWrongShowsOne(String form) throws Exception {
        environment.remove("PGPASSWORD");
        for (String password : PASSWORDS) {
            String keyword = "'" + password.replace("\\", "\\\\").replace("'", "\\'") + "'";
            environment.put(
                    "DATABASE_URL",
                    form.formatted(
                            encoded(password),
                            password,
                            server.server().port(),
                            database,
                            keyword));
            assertThat(run("backup")).as(out() + err()).isIn(2, 20);
            run("config");
            run("list");
        }
        nothingShown();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "backup|%s",
                "show|%s",
                "show|latest|%s",
                "--url=%s",
                "backup|--password=%s",
                "list|--json=%s",
                "demo|--keep|/dev/null/x|%s"
            })
    void noUrlAmongTheArgumentsIsRepeated(String words) throws Exception {
        String url = url(PASSWORDS.getFirst(), database);

        assertThat(run(words.formatted(url).split("\\|", -1))).isNotZero();

        nothingShown();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://key:%s@s3.example.com",
                "key:%s@s3.example.com",
                "https://%s@s3.example.com/path",
                "https://key:%s/more@s3.example.com",
                "s3://key:%s@bucket",
                "file://key:%s@host/path",
                "https://s3.example.com?key=%s",
            })
    void noEndpointWithAPasswordShowsIt(String endpoint) throws Exception {
        environment.put("S3_ENDPOINT", endpoint.formatted("hush" + MARK));

        for (String verb : List.of("backup", "list", "config")) {
            assertThat(run(verb)).as(out() + err()).isEqualTo(2);
        }
        nothingShown();
    }

    /// Stores repeat the key, and some what they would have signed, in their errors.
    @ParameterizedTest
    @ValueSource(ints = {301, 400, 403, 404})
    void noAnswerOfAStoreShowsOne(int status) throws Exception {
        List<String> requests = new ArrayList<>();
        HttpServer store =
                HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        store.createContext("/", exchange -> answer(exchange, status, requests));
        store.start();
        try {
            environment.put("S3_ENDPOINT", "http://127.0.0.1:" + store.getAddress().getPort());
            for (String verb : List.of("backup", "list", "show")) {
                assertThat(run(verb)).as(out() + err()).isIn(2, 30);
            }
        } finally {
            store.stop(0);
        }
        assertThat(requests).isNotEmpty();
        // the key's name belongs into a request, the secret does not
        assertThat(requests.toString()).contains("AKIA" + MARK).doesNotContain("cr+et", "cr%2Bet");
        nothingShown();
    }

    private void answer(HttpExchange exchange, int status, List<String> requests)
            throws IOException {
        String request = exchange.getRequestURI() + "\n" + exchange.getRequestHeaders().entrySet();
        requests.add(request);
        byte[] body =
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error><Code>SignatureDoesNotMatch</Code><Message>%1$s %2$s</Message>
                <AWSAccessKeyId>%1$s</AWSAccessKeyId><StringToSign>%2$s</StringToSign>
                <RequestId>%1$s</RequestId></Error>
                """
                        .formatted(
                                environment.get("S3_ACCESS_KEY_ID"),
                                environment.get("S3_SECRET_ACCESS_KEY"))
                        .getBytes(UTF_8);
        try (exchange;
                InputStream in = exchange.getRequestBody()) {
            in.readAllBytes();
            exchange.getResponseHeaders().add("x-amz-request-id", "id" + MARK);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    /// One server takes every key; the other knows only its own.
    @Test
    void noObjectInABucketHoldsOne(
            @S3Servers.Of(S3Server.Kind.S3MOCK) S3Server open,
            @S3Servers.Of(S3Server.Kind.S3PROXY) S3Server strict)
            throws Exception {
        String bucket = open.createBucket();
        environment.put("S3_BUCKET", bucket);
        environment.put("S3_ENDPOINT", open.endpoint().toString());
        for (String verb : List.of("backup", "list", "show latest", "show latest --json")) {
            assertThat(run(verb.split(" ", -1))).as(out() + err()).isZero();
        }
        assertThat(open.objects(bucket)).hasSize(3);
        for (String key : open.objects(bucket)) {
            notIn("the bucket's listing", key);
            notIn(key, content(key, open.content(bucket, key)));
        }
        environment.put("S3_ENDPOINT", open.secureEndpoint().toString());
        assertThat(run("backup")).as(out()).isEqualTo(30);
        environment.put("S3_BUCKET", strict.createBucket());
        environment.put("S3_ENDPOINT", strict.endpoint().toString());
        assertThat(run("backup")).as(out()).isEqualTo(30);
        assertThat(out()).contains("Access Denied [");
        nothingShown();
    }

    /// The password is for them, in their environment; no other secret is.
    @Test
    void theProgramsGetThePasswordInTheirEnvironmentAndNoMore() throws Exception {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Path record = directory.resolve("record");
        for (String program : List.of("pg_dump", "pg_dumpall")) {
            record(program, bin, record);
        }
        environment.put("PG_BIN_DIR", bin.toString());
        for (String password : PASSWORDS) {
            password(password);
            assertThat(run("backup")).as(out()).isZero();
        }

        List<String> lines = Files.readAllLines(record);
        Files.delete(record);
        assertThat(lines)
                .filteredOn(line -> line.contains(MARK))
                .hasSizeGreaterThan(PASSWORDS.size())
                .allMatch(line -> line.startsWith("PGPASSWORD="));
        assertThat(lines).anyMatch(line -> line.startsWith("argument: --no-password"));
        assertThat(new TreeSet<>(lines.stream().map(line -> line.split("=|:", 2)[0]).toList()))
                .isSubsetOf(
                        "argument",
                        "HOME",
                        "LC_ALL",
                        "OLDPWD",
                        "PATH",
                        "PGDATABASE",
                        "PGHOST",
                        "PGHOSTADDR",
                        "PGPASSWORD",
                        "PGPORT",
                        "PGTZ",
                        "PGUSER",
                        "PWD",
                        "SHLVL",
                        "_");
        nothingShown();
    }

    /// A script that notes what it is given, and then is the program.
    private void record(String program, Path bin, Path record) throws IOException {
        List<Path> path =
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                        .map(Path::of)
                        .toList();
        int major = server.server().programs().version().major();
        Path real = new PgTools(List.of(), path).clientFor(program, major).path();
        Path script = bin.resolve(program);
        Files.writeString(
                script,
                """
                #!/bin/sh
                for argument in "$@"; do echo "argument: $argument"; done >>%1$s
                env >>%1$s
                exec %2$s "$@"
                """
                        .formatted(record, real));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void secretsIntoFiles() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("secrets"));
        for (String variable : new SettingsReference(SettingsGroups.SECTIONS).secrets()) {
            Path file = folder.resolve(variable.toLowerCase(Locale.ROOT));
            Files.writeString(file, environment.remove(variable) + "\n");
            environment.put(variable + "_FILE", file.toString());
        }
    }

    private int run(String... arguments) {
        return new Pgrehearse(
                        new Surroundings(
                                environment,
                                new PrintStream(out, true, UTF_8),
                                new PrintStream(err, true, UTF_8),
                                false,
                                Clock.systemUTC(),
                                2,
                                directory.resolve("tmp"),
                                "1.2.3"),
                        () -> false)
                .run(arguments);
    }

    private String out() {
        return out.toString(UTF_8);
    }

    private String err() {
        return err.toString(UTF_8);
    }

    /// Not on the streams, and not in any file but those that this test itself wrote.
    private void nothingShown() throws IOException {
        notIn("standard output", out());
        notIn("standard error", err());
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.startsWith(directory.resolve("secrets"))) {
                    notIn(file.toString(), content(file.toString(), Files.readAllBytes(file)));
                }
            }
        }
    }

    private static String content(String name, byte[] bytes) throws IOException {
        if (!name.endsWith(".gz")) {
            return new String(bytes, ISO_8859_1);
        }
        try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(plain.readAllBytes(), UTF_8);
        }
    }

    private static void notIn(String place, String text) {
        for (String telling : telling()) {
            int at = text.indexOf(telling);
            if (at >= 0) {
                String around =
                        text.substring(Math.max(0, at - 300), Math.min(text.length(), at + 100));
                throw new AssertionError("%s shows %s: %s".formatted(place, telling, around));
            }
        }
    }

    /// The mark as it stands, in hexadecimal, and in Base64 at any distance from the beginning.
    private static List<String> telling() {
        String hex = HexFormat.of().formatHex(MARK.getBytes(UTF_8));
        List<String> telling = new ArrayList<>(List.of(MARK, hex, hex.toUpperCase(Locale.ROOT)));
        for (int before = 0; before < 3; before++) {
            byte[] shifted = ("\0".repeat(before) + MARK).getBytes(UTF_8);
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            // what the bytes before and behind have no part in
            telling.add(encoded.substring(before == 0 ? 0 : before + 1, encoded.length() - 1));
        }
        return telling;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    private void execute(String... commands) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
        }
    }
}
