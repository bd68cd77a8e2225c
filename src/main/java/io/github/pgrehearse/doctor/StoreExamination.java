package io.github.pgrehearse.doctor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.ByteSize;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.ObjectWriter;
import io.github.pgrehearse.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/// Does with the store what backups, drills and retention do, with objects of its own, and leaves
/// none behind.
///
/// @param prefix under which backups lie; empty for the top of the store
/// @param bucket what to ask where the store is a bucket
public record StoreExamination(ObjectStore store, String prefix, Bucket bucket, Clock clock) {

    /// More than one part of the usual size, so that it goes up in parts.
    private static final int LARGE = (8 << 20) + (64 << 10);

    private static final int PIECE = 1 << 16;
    private static final String SMALL_TEXT = "written by pgrehearse doctor\n";

    /// What is asked of a bucket beside what every store does.
    public interface Bucket {

        /// Asks, and notes the answers.
        ///
        /// @param there an object that is there
        void examine(ObjectKey there, Diagnosis diagnosis) throws IOException;
    }

    void examine(Diagnosis diagnosis) throws IOException {
        diagnosis.enter("Store");
        boolean reached =
                diagnosis.holds(
                        "reach",
                        () -> {
                            store.probe();
                            return store.toString();
                        });
        if (!reached) {
            return;
        }
        diagnosis.holds(
                "list", () -> "objects in %s: %d".formatted(folder(), store.list(prefix).size()));
        String name = "pgrehearse-doctor-" + clock.instant().toEpochMilli();
        ObjectKey small = key(name + ".txt");
        ObjectKey large = key(name + ".bin");
        try {
            boolean put = diagnosis.holds("put", () -> put(small));
            if (put) {
                diagnosis.holds("get", () -> get(small));
                bucket.examine(small, diagnosis);
                diagnosis.holds("parts", () -> putParts(large));
            } else {
                diagnosis.skipped("get", "nothing was put");
                diagnosis.skipped("parts", "nothing was put");
            }
        } finally {
            clean(List.of(small, large), diagnosis);
        }
    }

    private String put(ObjectKey key) throws IOException {
        byte[] content = SMALL_TEXT.getBytes(US_ASCII);
        Instant began = clock.instant();
        store.put(key, content);
        return "took " + took(began);
    }

    private String get(ObjectKey key) throws IOException {
        Instant began = clock.instant();
        try (InputStream object = store.open(key)) {
            int first = object.read();
            String time = took(began);
            String rest = new String(object.readAllBytes(), US_ASCII);
            if (!((char) first + rest).equals(SMALL_TEXT)) {
                throw new Failure.Corrupt(
                        "The store returned something else than was put [%s]".formatted(key),
                        "Find out what stands between here and the store.");
            }
            return "first byte after " + time;
        }
    }

    /// Random, so that nobody can make less of it on the way.
    private String putParts(ObjectKey key) throws IOException {
        Random random = new Random(1);
        byte[] piece = new byte[PIECE];
        Instant began = clock.instant();
        try (ObjectWriter object = store.create(key, 0)) {
            for (int written = 0; written < LARGE; written += PIECE) {
                random.nextBytes(piece);
                object.write(piece);
            }
            object.commit();
        }
        Duration took = Duration.between(began, clock.instant());
        return "%s in %s, %s a second"
                .formatted(
                        ByteSize.of(LARGE),
                        took(began),
                        ByteSize.of(LARGE * 1000L / Math.max(1, took.toMillis())));
    }

    /// Whatever happened before, nothing of ours stays, if the store lets us.
    private void clean(List<ObjectKey> keys, Diagnosis diagnosis) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            diagnosis.holds(
                    "delete",
                    () -> {
                        for (ObjectKey key : keys) {
                            store.delete(key);
                        }
                        requireGone(keys);
                        return "what was put here is gone";
                    });
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void requireGone(List<ObjectKey> keys) throws IOException {
        List<String> left =
                store.list(prefix).stream()
                        .map(StoredObject::key)
                        .filter(keys::contains)
                        .map(ObjectKey::toString)
                        .toList();
        if (!left.isEmpty()) {
            throw new Failure.Store(
                    Failure.Store.Kind.DENIED,
                    "The store keeps what was deleted [%s]".formatted(String.join(", ", left)),
                    "Retention cannot delete old backups there: look for a lock or a rule of the bucket.",
                    null);
        }
    }

    private String took(Instant began) {
        return Duration.between(began, clock.instant()).toMillis() + " ms";
    }

    private String folder() {
        return prefix.isEmpty() ? "the top" : prefix;
    }

    private ObjectKey key(String name) {
        return new ObjectKey(prefix.isEmpty() ? name : prefix + "/" + name);
    }
}
