package io.github.pgrehearse.storage.s3;

import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.storage.s3.S3Server.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// How the programs that are S3 servers are told what to serve.
final class S3Programs {

    private S3Programs() {}

    static List<String> command(Kind kind, Path directory, TestCertificate certificate)
            throws IOException {
        List<String> java =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + directory,
                        "-jar");
        List<String> program =
                switch (kind) {
                    case S3PROXY -> s3Proxy(directory, certificate);
                    case S3MOCK -> s3Mock(directory, certificate);
                };
        return Stream.concat(java.stream(), program.stream()).toList();
    }

    private static List<String> s3Proxy(Path directory, TestCertificate certificate)
            throws IOException {
        Path objects = Files.createDirectory(directory.resolve(S3Server.OBJECTS));
        String common =
                """
                s3proxy.endpoint=http://127.0.0.1:0
                s3proxy.secure-endpoint=https://127.0.0.1:0
                s3proxy.keystore-path=%s
                s3proxy.keystore-password=%s
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.v4-max-non-chunked-request-size=134217728
                jclouds.provider=filesystem-nio2
                jclouds.filesystem.basedir=%s
                """
                        .formatted(certificate.store(), certificate.password(), objects);
        Path all = directory.resolve("all.properties");
        Files.writeString(
                all, common + identity(S3Server.ACCESS_KEY_ID, S3Server.SECRET_ACCESS_KEY));
        Path reader = directory.resolve("reader.properties");
        Files.writeString(
                reader,
                common
                        + identity(S3Server.READER_ACCESS_KEY_ID, S3Server.READER_SECRET_ACCESS_KEY)
                        + "s3proxy.read-only-blobstore=true\n");
        return List.of(
                jar(Kind.S3PROXY).toString(),
                "--properties",
                all.toString(),
                "--properties",
                reader.toString());
    }

    private static String identity(String accessKeyId, Secret secretAccessKey) {
        return "s3proxy.identity=%s%ns3proxy.credential=%s%n"
                .formatted(accessKeyId, secretAccessKey.reveal());
    }

    private static List<String> s3Mock(Path directory, TestCertificate certificate)
            throws IOException {
        // Its HTTP port has no settings for these: it would listen on every interface, and refuse
        // keys that its HTTPS port takes
        Path connector = directory.resolve("connector.xml");
        Files.writeString(
                connector,
                """
                <beans xmlns="http://www.springframework.org/schema/beans"
                       xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                       xsi:schemaLocation="http://www.springframework.org/schema/beans
                           https://www.springframework.org/schema/beans/spring-beans.xsd">
                """
                        + invocation("setProperty", "address", "127.0.0.1")
                        + invocation("setAllowBackslash", "true")
                        + "</beans>");
        return List.of(
                jar(Kind.S3MOCK).toString(),
                "--spring.main.sources=" + connector.toUri(),
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--http.port=0",
                "--server.ssl.key-store=" + certificate.store().toUri(),
                "--server.ssl.key-store-password=" + certificate.password(),
                "--server.ssl.key-password=" + certificate.password(),
                "--server.ssl.key-alias=" + certificate.alias());
    }

    /// A line that has Spring call a method of the HTTP port before it opens.
    private static String invocation(String method, String... arguments) {
        return """
        <bean class="org.springframework.beans.factory.config.MethodInvokingFactoryBean"
              lazy-init="false">
          <property name="targetObject" ref="httpConnector"/>
          <property name="targetMethod" value="%s"/>
          <property name="arguments"><list><value>%s</value></list></property>
        </bean>
        """
                .formatted(method, String.join("</value><value>", arguments));
    }

    private static Path jar(Kind kind) {
        String name = kind.name().toLowerCase(Locale.ROOT) + ".jar";
        return Path.of("target", "s3-servers", name).toAbsolutePath();
    }

    static void requireJar(Kind kind) throws IOException {
        if (!Files.exists(jar(kind))) {
            throw new IOException(
                    "there is no " + jar(kind) + ": run mvn pre-integration-test first");
        }
    }
}
