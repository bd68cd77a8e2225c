package io.github.pgrehearse.storage.s3;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.failure.Failure.Store.Kind;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectWriter;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/// Writes an object of an [S3Store]: into memory as long as it fits into one part, and then part by
/// part.
final class S3Writer extends ObjectWriter {

    private enum State {
        WRITING,
        BROKEN,
        COMMITTED,
        CLOSED
    }

    private final S3Requests requests;
    private final S3Uploads uploads;
    private final ObjectKey key;
    private final long partSize;
    private final String writer = UUID.randomUUID().toString();
    private Part part;
    private Optional<Upload> upload = Optional.empty();
    private boolean inParts;
    private long written;
    private State state = State.WRITING;

    S3Writer(S3Requests requests, ObjectKey key, long partSize) {
        this.requests = requests;
        this.uploads = requests.uploads();
        this.key = key;
        this.partSize = partSize;
        this.part = new Part(partSize);
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        requireWriting();
        state = State.BROKEN;
        int taken = 0;
        while (taken < length) {
            // Not sooner: an object of just one part is stored by one request
            if (part.isFull()) {
                send();
            }
            taken += part.write(bytes, offset + taken, length - taken);
        }
        written += length;
        state = State.WRITING;
    }

    @Override
    public void commit() throws IOException {
        requireWriting();
        state = State.BROKEN;
        if (requests.look(key).isPresent()) {
            throw exists();
        }
        try {
            publish();
        } catch (Failure.Store e) {
            // The store did what it was asked for and its answer was lost: asked again, it finds
            // the key taken, or the upload gone
            if (e.kind() == Kind.TRANSIENT || e.kind() == Kind.DENIED || !isOurs()) {
                throw e;
            }
        }
        requireWhole();
        state = State.COMMITTED;
    }

    /// Gives up the memory, and what was sent already. If that fails, it can be asked for again.
    @Override
    public void close() throws IOException {
        if (state == State.CLOSED) {
            return;
        }
        boolean interrupted = Thread.interrupted(); // there is still this to do
        try {
            part.close();
            if (upload.isPresent()) {
                upload.get().stop();
            }
            if (inParts) {
                abandon(state == State.COMMITTED);
            }
            state = State.CLOSED;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Also a committed object may have an upload to be rid of: where the answer was lost to the
    /// request that began it, that request was sent again.
    private void abandon(boolean committed) throws IOException {
        try {
            if (upload.isPresent() && !committed) {
                uploads.abort(key, upload.get().id());
            }
            uploads.abortAll(key);
        } catch (Failure.Store e) {
            // Who may not list uploads needs a lifecycle rule that ends them
            if (!committed && e.kind() != Kind.DENIED) {
                throw e;
            }
        }
    }

    private void send() throws IOException {
        if (upload.isEmpty()) {
            inParts = true;
            upload = Optional.of(Upload.begin(uploads, key, writer, partSize));
        }
        part = upload.get().send(part);
    }

    private void publish() throws IOException {
        if (upload.isEmpty()) {
            uploads.put(key, part, writer);
        } else {
            send();
            upload.get().complete();
        }
    }

    private boolean isOurs() throws IOException {
        return requests.look(key)
                .filter(seen -> seen.object().size() == written)
                .flatMap(S3Requests.Seen::writer)
                .filter(writer::equals)
                .isPresent();
    }

    /// A store may keep less than it was given, or let another writer win, and say nothing.
    private void requireWhole() throws IOException {
        Optional<S3Requests.Seen> seen = requests.look(key);
        Optional<String> by = seen.flatMap(S3Requests.Seen::writer);
        if (by.isPresent() && !by.get().equals(writer)) {
            throw exists();
        }
        long stored = seen.map(found -> found.object().size()).orElse(0L);
        if (stored != written || seen.isEmpty()) {
            if (by.isPresent()) {
                requests.delete(key);
            }
            throw new Failure.Store(
                    Kind.TRANSIENT,
                    "S3 upload failed [%s: %d bytes were written, %d are there]"
                            .formatted(key, written, stored),
                    "The store does not keep what it is given: the next run will try again.",
                    null);
        }
    }

    private Failure.Store exists() {
        return new Failure.Store(
                Kind.EXISTS,
                "Object exists already [%s]".formatted(key),
                "Nothing was overwritten; find out what else writes to this store.",
                null);
    }

    private void requireWriting() throws IOException {
        switch (state) {
            case WRITING -> {}
            case BROKEN -> throw new IOException("an earlier write of " + key + " failed");
            case COMMITTED, CLOSED ->
                    throw new IllegalStateException("the writer of " + key + " is done");
        }
    }
}
