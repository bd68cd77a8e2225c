package io.github.pgrehearse.storage.s3;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.failure.Failure.Store.Kind;
import io.github.pgrehearse.storage.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/// An object on its way in parts. One part is sent while the next is filled, so there are two.
final class Upload {

    /// How long a part that is being sent may take to notice that it no longer should.
    private static final int GRACE_SECONDS = 5;

    private final S3Uploads uploads;
    private final ObjectKey key;
    private final String id;
    private final ExecutorService line =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("upload").factory());
    private final List<CompletedPart> sent = new ArrayList<>();
    private Part spare;
    private Optional<Future<CompletedPart>> underway = Optional.empty();

    private Upload(S3Uploads uploads, ObjectKey key, String id, Part spare) {
        this.uploads = uploads;
        this.key = key;
        this.id = id;
        this.spare = spare;
    }

    static Upload begin(S3Uploads uploads, ObjectKey key, String writer, long partSize)
            throws IOException {
        return new Upload(uploads, key, uploads.begin(key, writer), new Part(partSize));
    }

    /// Begins to send a part, once the one before has arrived, and returns an empty one to fill
    /// meanwhile. The part is this upload's from now on.
    Part send(Part part) throws IOException {
        arrive();
        int number = sent.size() + 1;
        if (number > PartSize.MOST_PARTS) {
            throw new Failure.Store(
                    Kind.DENIED,
                    "S3 upload failed [%s: larger than %d parts of %d bytes]"
                            .formatted(key, PartSize.MOST_PARTS, part.size()),
                    "The dump is far larger than the database; compress it (COMPRESSION=zstd).",
                    null);
        }
        underway = Optional.of(line.submit(() -> uploads.sendPart(key, id, number, part)));
        Part empty = spare;
        spare = part;
        empty.clear();
        return empty;
    }

    /// Makes the object appear, once all parts have arrived.
    void complete() throws IOException {
        arrive();
        uploads.complete(key, id, sent);
    }

    /// Ends the sending, and gives the memory back. The store still has the parts.
    void stop() throws IOException {
        line.shutdownNow();
        try {
            if (line.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
                spare.close();
            }
        } catch (InterruptedException e) {
            throw S3Failures.interrupted(key.value(), e);
        }
    }

    String id() {
        return id;
    }

    private void arrive() throws IOException {
        if (underway.isEmpty()) {
            return;
        }
        try {
            sent.add(underway.get().get());
            underway = Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException problem) {
                throw problem;
            }
            throw new IllegalStateException("a part could not be sent", e.getCause());
        } catch (InterruptedException e) {
            throw S3Failures.interrupted(key.value(), e);
        }
    }
}
