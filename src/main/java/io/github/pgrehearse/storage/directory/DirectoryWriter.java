package io.github.pgrehearse.storage.directory;

import io.github.pgrehearse.storage.ObjectWriter;
import io.github.pgrehearse.storage.Traffic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// Writes an object of a [DirectoryStore]. It buffers nothing: hand it pieces of some KiB or more.
final class DirectoryWriter extends ObjectWriter {

    private enum State {
        WRITING,
        BROKEN,
        COMMITTED,
        CLOSED
    }

    /// The JDK copies what is written into native memory of the same size, which it keeps for the
    /// thread: so no more than this at a time.
    private static final int PIECE_BYTES = 128 * 1024;

    private final UnfinishedFile file;
    private final Path target;
    private final Traffic traffic;
    private State state = State.WRITING;

    DirectoryWriter(UnfinishedFile file, Path target, Traffic traffic) {
        this.file = file;
        this.target = target;
        this.traffic = traffic;
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        requireWriting();
        ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
        int end = rest.limit();
        state = State.BROKEN;
        try {
            while (rest.position() < end) {
                rest.limit(Math.min(end, rest.position() + PIECE_BYTES));
                traffic.uploaded(file.channel().write(rest));
            }
        } catch (IOException e) {
            throw DiskFailures.explainWrite(e, target);
        }
        state = State.WRITING;
    }

    @Override
    public void commit() throws IOException {
        requireWriting();
        state = State.BROKEN;
        try {
            file.publish(target);
        } catch (IOException e) {
            throw DiskFailures.explainWrite(e, target);
        }
        state = State.COMMITTED;
    }

    @Override
    public void close() throws IOException {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        try {
            file.close();
        } catch (IOException e) {
            throw DiskFailures.explainWrite(e, target);
        }
    }

    private void requireWriting() throws IOException {
        switch (state) {
            case WRITING -> {}
            case BROKEN -> throw new IOException("an earlier write of " + target + " failed");
            case COMMITTED, CLOSED ->
                    throw new IllegalStateException("the writer of " + target + " is done");
        }
    }
}
