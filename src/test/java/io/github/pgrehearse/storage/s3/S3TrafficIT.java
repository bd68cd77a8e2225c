package io.github.pgrehearse.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectWriter;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.wire.HttpFault;
import io.github.pgrehearse.wire.HttpFaultProxy;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What is counted of the requests to a bucket is what the line has seen.
@ExtendWith(S3Servers.Provided.class)
final class S3TrafficIT {

    private static final ObjectKey KEY = new ObjectKey("folder/name");
    private static final int SIZE = 100_000;

    @Test
    void everyAttemptIsCountedAndWhichOfThemWereRepeated(S3Server server) throws IOException {
        Traffic traffic = new Traffic();
        try (HttpFaultProxy line = HttpFaultProxy.to(server.endpoint())) {
            line.breakThose(
                    request -> request.method().equals("PUT"),
                    2,
                    new HttpFault.Answer(503, "SlowDown"));
            try (S3Store store = new S3Store(bucket(server, line), Patience.SHORT, traffic)) {
                try (ObjectWriter writer = store.create(KEY, SIZE)) {
                    writer.write(new byte[SIZE]);
                    writer.commit();
                }
                try (InputStream in = store.open(KEY)) {
                    in.skipNBytes(SIZE);
                }
            }
            Traffic.Totals totals = traffic.totals();
            assertThat(totals.requests()).isEqualTo(line.requests().size());
            assertThat(totals.retries()).isEqualTo(2);
            // the two that were refused have been sent as well
            assertThat(totals.uploaded()).isEqualTo(3 * SIZE);
            assertThat(totals.downloaded()).isEqualTo(SIZE);
        }
    }

    private static S3Bucket bucket(S3Server server, HttpFaultProxy line) throws IOException {
        S3Bucket direct = server.bucket(server.createBucket());
        return new S3Bucket(
                line.endpoint(),
                direct.name(),
                direct.region(),
                direct.pathStyle(),
                direct.accessKeyId(),
                direct.secretAccessKey(),
                Optional.empty());
    }
}
