package io.github.pgrehearse.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.doctor.Finding.Standing;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.storage.s3.Patience;
import io.github.pgrehearse.storage.s3.S3Bucket;
import io.github.pgrehearse.storage.s3.S3Server;
import io.github.pgrehearse.storage.s3.S3Servers;
import io.github.pgrehearse.storage.s3.S3Store;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(S3Servers.Provided.class)
final class BucketExaminationIT {

    private static final ObjectKey THERE = new ObjectKey("folder/there");

    @ParameterizedTest
    @CsvSource({"PT0S, OK", "PT2H, MEND", "PT-5M, MEND"})
    void clocksThatAreFarApartAreToBeMended(Duration ahead, Standing standing, S3Server server)
            throws IOException {
        S3Bucket bucket = server.bucket(server.createBucket());
        try (S3Store store = new S3Store(bucket, Patience.SHORT, new Traffic())) {
            store.put(THERE, new byte[] {1});
        }
        Diagnosis diagnosis = new Diagnosis(_ -> {});

        new BucketExamination(bucket, Clock.offset(Clock.systemUTC(), ahead))
                .examine(THERE, diagnosis);

        List<Finding> clock =
                diagnosis.findings().stream().filter(f -> f.check().equals("clock")).toList();
        assertThat(clock).extracting(Finding::standing).containsExactly(standing);
        assertThat(server.content(bucket.name(), THERE.value())).containsExactly(1);
    }
}
