package io.github.pgrehearse.storage.s3;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A key and the certificate of 127.0.0.1 that it signed itself, made by the JDK's `keytool`.
///
/// @param store a PKCS #12 file with both, below `alias`
/// @param pem the certificate alone
public record TestCertificate(Path store, String password, String alias, Path pem) {

    public static TestCertificate in(Path directory) throws IOException, InterruptedException {
        TestCertificate certificate =
                new TestCertificate(
                        directory.resolve("key.p12"),
                        "changeit",
                        "server",
                        directory.resolve("certificate.pem"));
        certificate.keytool(
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=pgrehearse test",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "2");
        certificate.keytool("-exportcert", "-rfc", "-file", certificate.pem.toString());
        return certificate;
    }

    private void keytool(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(words));
        command.addAll(
                List.of(
                        "-alias",
                        alias,
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        password));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool failed: " + said);
        }
    }
}
