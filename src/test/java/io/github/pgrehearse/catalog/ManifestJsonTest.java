package io.github.pgrehearse.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.pgrehearse.GoldenFile;
import io.github.pgrehearse.failure.Failure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManifestJsonTest {

    private static byte[] json(Manifest manifest) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ManifestWriter.write(manifest, out);
        return out.toByteArray();
    }

    private static Manifest read(byte[] json) throws IOException {
        return ManifestJson.read("a/m.json", new ByteArrayInputStream(json));
    }

    private static Manifest read(String json) throws IOException {
        return read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String full() throws IOException {
        return new String(json(Manifests.full()), StandardCharsets.UTF_8);
    }

    @Test
    void isReadAsItWasWritten() throws IOException {
        assertThat(read(full())).isEqualTo(Manifests.full());
    }

    @Test
    void isOfFormatOne() throws IOException {
        GoldenFile.require("manifest-v1.json", full());
    }

    @Test
    void leavesTheStreamOpen() throws IOException {
        ByteArrayOutputStream out =
                new ByteArrayOutputStream() {
                    @Override
                    public void close() {
                        throw new AssertionError("closed");
                    }
                };

        ManifestWriter.write(Manifests.full(), out);

        assertThat(out.size()).isPositive();
    }

    /// What a newer version adds.
    @Test
    void passesOverFieldsThatItDoesNotKnow() throws IOException {
        String more = full().replaceFirst("\\{", "{ \"new\" : {\"x\" : [1, null]},");

        assertThat(read(more)).isEqualTo(Manifests.full());
    }

    @Test
    void isNeverReadFromAPartOfIt() throws IOException {
        byte[] whole = full().strip().getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThat(catchThrowable(() -> read(part)))
                    .as("the first %d bytes", length)
                    .isInstanceOf(Failure.Corrupt.class)
                    .hasMessageStartingWith("Manifest cannot be read [a/m.json: ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "null", "[]", "[{}]", "7", "\"x\"", "{}", "hello", "<xml/>", "\0\0\0"
            })
    void isNotSomethingElse(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(Failure.Corrupt.class)
                .hasMessageStartingWith("Manifest cannot be read [a/m.json: ");
    }

    @Test
    void ofANewerFormatTellsWhoCanReadIt() throws IOException {
        String newer = full().replace("\"format\" : 1,", "\"format\" : 2,");

        assertThatThrownBy(() -> read(newer))
                .isInstanceOfSatisfying(
                        Failure.Corrupt.class,
                        failure -> assertThat(failure.hint()).contains("newer pgrehearse"))
                .hasMessage("Manifest cannot be read [a/m.json: its format is 2]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "format" : 1                      | "format" : "1"
                    "format" : 1                      | "format" : 1.5
                    "tookMilliseconds" : 61234        | "tookMilliseconds" : null
                    "tookMilliseconds" : 61234        | "tookMilliseconds" : 99999999999999999999
                    "backup_20240207_143022"          | "backup_of_monday"
                    "name" : "public.s"               | "name" : 7
                    "name" : "public.none"            | "gone" : "public.none"
                    "count" : 2                       | "count" : true
                    "size" : 549453824                | "size" : [549453824]
                    "called" : true                   | "called" : "true"
                    "rows" : 3                        | "rows" : "3"
                    "columns" : [ "a" ]               | "columns" : [ 1 ]
                    "columns" : [ "a" ]               | "columns" : { }
                    "8000000000000001"                | "800000000000000x"
                    "8000000000000001"                | ""
                    "8000000000000001"                | 8000000000000001
                    "TimeZone" : "UTC"                | "TimeZone" : 0
                    "hstore" : "1.8"                  | "hstore" : 1.8
                    "postgres-backups/backup_         | "../backup_
                    "roles" : [                       | "roles" : [ null,
                    "tables" : [                      | "tables" : [ 1,
                    """)
    void withAFieldThatIsNotWhatItShouldBeIsRefused(String right, String wrong) throws IOException {
        String full = full();
        assertThat(full).contains(right);

        assertThatThrownBy(() -> read(full.replace(right, wrong)))
                .isInstanceOf(Failure.Corrupt.class)
                .hasMessageStartingWith("Manifest cannot be read [");
    }

    /// A broken connection says nothing of the manifest.
    @Test
    void thatCouldNotBeFetchedIsNotCalledDamaged() {
        Failure.Store lost =
                new Failure.Store(Failure.Store.Kind.TRANSIENT, "Lost", "Try again.", null);
        InputStream broken =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw lost;
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        throw lost;
                    }
                };

        assertThatThrownBy(() -> ManifestJson.read("m", broken)).isSameAs(lost);
    }
}
