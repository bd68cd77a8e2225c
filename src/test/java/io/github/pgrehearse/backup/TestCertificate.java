package io.github.pgrehearse.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/// A certificate for a server of the tests, which nobody but itself vouches for.
final class TestCertificate {

    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "server";

    private TestCertificate() {}

    /// Makes one for a host's name, and puts it and its key where a server with this data directory
    /// looks for them; `copy` is the certificate too, for a client that is to trust it.
    static void install(Path data, Path copy, String host) throws Exception {
        Path store = copy.resolveSibling("store.p12");
        int status =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                                .toString(),
                                        "-genkeypair",
                                        "-keyalg",
                                        "RSA",
                                        "-alias",
                                        ALIAS,
                                        "-dname",
                                        "CN=" + host,
                                        "-ext",
                                        "san=dns:" + host,
                                        "-storetype",
                                        "PKCS12",
                                        "-storepass",
                                        PASSWORD,
                                        "-keystore",
                                        store.toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
        assertThat(status).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        write(
                data.resolve("server.key"),
                "PRIVATE KEY",
                keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded(),
                "rw-------");
        Files.setOwner(data.resolve("server.key"), Files.getOwner(data));
        byte[] certificate = keys.getCertificate(ALIAS).getEncoded();
        write(data.resolve("server.crt"), "CERTIFICATE", certificate, "rw-r--r--");
        write(copy, "CERTIFICATE", certificate, "rw-r--r--");
        Files.delete(store);
    }

    private static void write(Path file, String what, byte[] content, String permissions)
            throws Exception {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(
                file,
                "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, lines),
                StandardCharsets.US_ASCII);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
