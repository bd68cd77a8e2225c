package io.github.pgrehearse.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.pgrehearse.storage.s3.S3Server.Kind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// What the other tests take for granted of the servers.
@ExtendWith(S3Servers.Provided.class)
final class S3ServerIT {

    @ParameterizedTest
    @EnumSource
    void whatIsPutIsThere(Kind kind, S3Servers servers) {
        S3Server server = servers.of(kind);
        String bucket = server.createBucket();

        server.client()
                .putObject(
                        request -> request.bucket(bucket).key("folder/name"),
                        RequestBody.fromString("content"));
        server.client().createMultipartUpload(request -> request.bucket(bucket).key("folder/half"));

        assertThat(server.objects(bucket)).containsExactly("folder/name");
        assertThat(new String(server.content(bucket, "folder/name"), StandardCharsets.UTF_8))
                .isEqualTo("content");
        assertThat(server.multipartUploads(bucket)).containsExactly("folder/half");
        assertThat(server.objects(server.createBucket())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anObjectIsPutOnceWhereThatIsAsked(Kind kind, S3Servers servers) {
        S3Server server = servers.of(kind);
        String bucket = server.createBucket();
        Runnable put =
                () ->
                        server.client()
                                .putObject(
                                        request ->
                                                request.bucket(bucket).key("once").ifNoneMatch("*"),
                                        RequestBody.fromString("content"));
        put.run();

        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(put::run)
                .satisfies(refused -> assertThat(refused.statusCode()).isEqualTo(412));
    }
}
