package io.github.pgrehearse.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import io.github.pgrehearse.PackagedProgram;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.storage.s3.S3Server;
import io.github.pgrehearse.storage.s3.S3Servers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.jr.ob.JSON;

/// Each thing that a first deployment gets wrong is found, with what to do about it.
@ExtendWith({TestServer.Provided.class, S3Servers.Provided.class})
@Timeout(120)
final class DoctorIT {

    @TempDir Path directory;

    private String database = "";
    private String bucket = "";
    private PackagedProgram program = PackagedProgram.withoutSettings();

    @BeforeEach
    void setUp(TestServer server, S3Server store) throws Exception {
        database = server.createDatabase();
        server.runText(
                database,
                """
                CREATE TABLE open (x int);
                CREATE TABLE closed (x int);
                CREATE EXTENSION hstore;
                """);
        bucket = store.createBucket();
        program =
                program.with("HOME", directory.toString())
                        .with("DATABASE_URL", url(server))
                        .with("VERIFY_DATABASE_URL", url(server))
                        .with("S3_ENDPOINT", store.endpoint().toString())
                        .with("S3_BUCKET", bucket)
                        .with("S3_ACCESS_KEY_ID", store.accessKeyId())
                        .with("S3_SECRET_ACCESS_KEY", store.secretAccessKey().reveal());
    }

    private String url(TestServer server) {
        return server.server().connectionUri(database).reveal();
    }

    /// The one finding about this, or the first; none is found where all is well.
    private static String finding(ProgramRun run, String check) {
        return run.out()
                .lines()
                .dropWhile(line -> !line.matches("  [A-Z]+ +" + check + " +.*"))
                .limit(2)
                .reduce("", (first, second) -> first + "\n" + second)
                .strip();
    }

    @Test
    void allIsWellAndNothingIsLeft(TestServer server, S3Server store) throws Exception {
        ProgramRun run = program.without("VERIFY_DATABASE_URL").run("doctor");

        assertThat(run.status()).as(run.all()).isZero();
        assertThat(run.out())
                .contains("OK       login", "OK       schema", "OK       roles")
                .contains("OK       put", "OK       get", "OK       parts", "OK       delete")
                .contains("OK       clock", "OK       sandbox", "OK       extensions")
                .doesNotContain("MEND")
                .endsWith("All is well.\n");
        assertThat(store.objects(bucket)).isEmpty();
        assertThat(store.multipartUploads(bucket)).isEmpty();
        try (Connection connection = server.connect("postgres");
                Statement query = connection.createStatement()) {
            assertThat(
                            query.executeQuery(
                                            "SELECT FROM pg_database WHERE datname LIKE 'verify%'")
                                    .next())
                    .isFalse();
        }
    }

    @Test
    void theSameAsJson() throws Exception {
        ProgramRun run = program.run("doctor", "--json");

        assertThat(run.status()).as(run.all()).isZero();
        assertThat(JSON.std.listFrom(run.out()))
                .extracting("check", "standing")
                .contains(tuple("login", "ok"), tuple("put", "ok"), tuple("sandbox", "ok"));
    }

    @Test
    void aWrongPassword(TestServer server) throws Exception {
        String url = url(server).replaceFirst("//[^@]*@", "//postgres:Wr0ng@");

        ProgramRun run = program.with("DATABASE_URL", url).run("doctor");

        assertThat(run.status()).isEqualTo(12);
        assertThat(finding(run, "login")).contains("MEND", "password authentication failed");
        assertThat(finding(run, "put")).contains("OK");
        assertThat(run.all()).doesNotContain("Wr0ng");
    }

    @Test
    void aTableThatTheUserMayNotRead(TestServer server) throws Exception {
        String user = database + "_user";
        server.runText(
                database,
                "CREATE ROLE %1$s LOGIN PASSWORD 'Hunter2'; GRANT SELECT ON open TO %1$s;"
                        .formatted(user));
        String url = url(server).replaceFirst("//[^@]*@", "//" + user + ":Hunter2@");

        ProgramRun run = program.with("DATABASE_URL", url).run("doctor");

        assertThat(run.status()).as(run.all()).isEqualTo(12);
        assertThat(finding(run, "tables"))
                .contains("MEND", "not readable: public.closed")
                .contains("GRANT pg_read_all_data TO \"%s\"".formatted(user));
        assertThat(finding(run, "schema")).contains("MEND", "permission denied for table closed");
    }

    @Test
    void anUnknownHost() throws Exception {
        ProgramRun run =
                program.with("DATABASE_URL", "postgresql://u:Hunter2@nowhere.invalid/d")
                        .run("doctor");

        assertThat(run.status()).isEqualTo(12);
        assertThat(finding(run, "address")).contains("MEND", "nowhere.invalid", "DATABASE_URL");
        assertThat(finding(run, "login")).contains("SKIPPED");
    }

    @Test
    void aMissingBucket() throws Exception {
        ProgramRun run = program.with("S3_BUCKET", "missing").run("doctor");

        assertThat(run.status()).isEqualTo(12);
        assertThat(finding(run, "reach")).contains("MEND", "NoSuchBucket", "create it");
        assertThat(finding(run, "login")).contains("OK");
    }

    @Test
    void aKeyThatMayOnlyRead(S3Server store) throws Exception {
        ProgramRun run =
                program.with("S3_ACCESS_KEY_ID", store.readerAccessKeyId())
                        .with("S3_SECRET_ACCESS_KEY", store.readerSecretAccessKey().reveal())
                        .run("doctor");

        assertThat(run.status()).isEqualTo(12);
        assertThat(finding(run, "list")).contains("OK");
        assertThat(finding(run, "put")).contains("MEND", "S3 upload failed");
    }

    @Test
    void aCertificateThatNobodyTrusts(S3Server store) throws Exception {
        PackagedProgram secure = program.with("S3_ENDPOINT", store.secureEndpoint().toString());

        ProgramRun without = secure.run("doctor");
        ProgramRun with = secure.with("S3_CA_FILE", store.certificate().toString()).run("doctor");

        assertThat(without.status()).isEqualTo(12);
        assertThat(finding(without, "reach")).contains("MEND", "S3_CA_FILE");
        assertThat(with.status()).as(with.all()).isZero();
    }

    @Test
    void settingsThatCannotBeUsed() throws Exception {
        ProgramRun run =
                program.with("DATABASE_URL", "postgresql://u:Hunter2@h:99999/d")
                        .with("VERIFY_TIMEOUT", "soon")
                        .run("doctor");

        assertThat(run.status()).isEqualTo(12);
        assertThat(run.out())
                .contains("MEND     variable       Invalid DATABASE_URL format [")
                .contains("MEND     variable       Invalid VERIFY_TIMEOUT [")
                .contains("OK       put")
                .doesNotContain("Hunter2");
    }

    @Test
    void aSandboxThatCannotBeMade(TestServer server) throws Exception {
        String user = database + "_plain";
        server.runText(database, "CREATE ROLE %s LOGIN PASSWORD 'Hunter2';".formatted(user));
        String url = url(server).replaceFirst("//[^@]*@", "//" + user + ":Hunter2@");

        ProgramRun run = program.with("VERIFY_DATABASE_URL", url).run("doctor");

        assertThat(run.status()).isEqualTo(12);
        assertThat(finding(run, "sandbox"))
                .contains("MEND", "permission denied to create database", "CREATEDB");
    }

    @Test
    void aNoticeThatArrivesAndOneThatDoesNot() throws Exception {
        HttpServer people =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        CompletableFuture<String> notice = new CompletableFuture<>();
        people.createContext(
                "/hook",
                exchange -> {
                    notice.complete(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        people.start();
        try {
            String place = "http://127.0.0.1:%d".formatted(people.getAddress().getPort());

            ProgramRun arrives =
                    program.with("WEBHOOK_URL", place + "/hook").run("doctor", "--notify");
            ProgramRun isLost =
                    program.with("WEBHOOK_URL", place + "/s3cret").run("doctor", "--notify");

            assertThat(finding(arrives, "webhook")).contains("OK");
            assertThat(notice.getNow("")).contains("test");
            assertThat(isLost.status()).isEqualTo(12);
            assertThat(finding(isLost, "webhook")).contains("MEND", "404");
            assertThat(isLost.all()).doesNotContain("s3cret");
        } finally {
            people.stop(0);
        }
    }
}
