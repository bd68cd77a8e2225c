package io.github.pgrehearse.doctor;

import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.s3.BucketTraits;
import io.github.pgrehearse.storage.s3.Patience;
import io.github.pgrehearse.storage.s3.S3Bucket;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// What a bucket is like: its clock, and what it does with what is overwritten or deleted.
public record BucketExamination(S3Bucket bucket, Clock clock) implements StoreExamination.Bucket {

    /// Stores refuse what is signed a quarter of an hour off. Source: AWS, "Signature Version 4".
    private static final Duration REFUSED = Duration.ofMinutes(15);

    private static final Duration WORRYING = Duration.ofMinutes(1);

    @Override
    public void examine(ObjectKey there, Diagnosis diagnosis) throws IOException {
        BucketTraits traits = BucketTraits.of(bucket, Patience.SHORT, there);
        traits.time().ifPresent(time -> clock(time, diagnosis));
        if (traits.conditional()) {
            diagnosis.ok("overwrite", "the store itself refuses to overwrite");
        } else {
            diagnosis.note(
                    "overwrite",
                    "the store does not know If-None-Match",
                    "Nothing to do: it is asked before each object whether the name is free.");
        }
        if (traits.versioned().orElse(false)) {
            diagnosis.note(
                    "versions",
                    "the bucket keeps what is deleted as old versions",
                    "Let a lifecycle rule expire old versions, or they are paid for for ever.");
        }
        traits.retention()
                .ifPresent(retention ->
                        diagnosis.note(
                                "lock",
                                "objects are locked (%s)".formatted(retention),
                                "Retention deletes what the lock lets go: let BACKUP_RETENTION_DAYS"
                                        + " be no less."));
    }

    private void clock(Instant time, Diagnosis diagnosis) {
        Duration apart = Duration.between(time, clock.instant()).abs();
        String says = "this machine's and the store's are %d s apart".formatted(apart.toSeconds());
        if (apart.compareTo(WORRYING) < 0) {
            diagnosis.ok("clock", says);
        } else {
            diagnosis.mend(
                    "clock",
                    says,
                    "Set the clock, best by NTP: names of backups are its times, and stores refuse"
                            + " requests that are off by more than %d minutes."
                                    .formatted(REFUSED.toMinutes()));
        }
    }
}
