package io.github.pgrehearse.stream;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Compresses on several threads into one standard gzip member (RFC 1952), in the manner of pigz:
/// the input is cut into blocks, each is deflated on its own with the end of the one before as its
/// dictionary, and the results are strung together. What comes out depends on the input and the
/// level, not on the number of threads.
///
/// Only the calling thread writes to the sink, in order. Closing writes the end of the member,
/// flushes the sink and leaves it open. A failure of the sink surfaces once, from the `write` or
/// `close` that met it; after it the output is useless, and closing only frees what was held. An
/// interrupted caller gets an [InterruptedIOException] at the next block. It belongs to one thread
/// at a time, and must be closed: its threads and the native memory of zlib wait for that.
///
/// With `n` threads it holds at most `2 n + 1` blocks (224 KiB each, 352 KiB to 480 KiB once data
/// did not compress) and `n` deflaters (0.3 MiB of native memory each), allocated as they are
/// needed: 2 MB for two threads, 7 MB for the eight that it uses at most.
public final class ParallelGzipOutputStream extends OutputStream {

    private enum State {
        OPEN,
        BROKEN,
        CLOSED
    }

    /// More would cost memory for nothing: at the usual level 6, eight threads deflate several
    /// times what one `pg_dump` writes.
    private static final int MOST_THREADS = 8;

    /// Magic number, deflate, no flags, no time, no hints, system unknown: RFC 1952, section 2.3.
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private static final int TRAILER_BYTES = 8;

    private final OutputStream sink;
    private final Supplier<Deflater> newDeflater;
    private final int mostInFlight;
    private final ExecutorService workers;
    private final Queue<Deflater> idle = new ConcurrentLinkedQueue<>();
    private final Deque<Future<GzipBlock>> inFlight = new ArrayDeque<>();
    private final Deque<GzipBlock> spare = new ArrayDeque<>();
    private final CRC32 checksum = new CRC32();
    private GzipBlock filling = new GzipBlock();
    private long bytes;
    private boolean begun;
    private State state = State.OPEN;

    /// @param level 1 (fast) to 9 (small)
    /// @param threads how many to deflate on, such as the number of processors; at least 1
    public ParallelGzipOutputStream(OutputStream sink, int level, int threads) {
        if (level < 1 || level > 9) {
            throw new IllegalArgumentException("no gzip level: " + level);
        }
        this(sink, threads, () -> new Deflater(level, true));
    }

    ParallelGzipOutputStream(OutputStream sink, int threads, Supplier<Deflater> newDeflater) {
        int used = Math.min(threads, MOST_THREADS);
        this.sink = sink;
        this.newDeflater = newDeflater;
        this.mostInFlight = 2 * used;
        // As fast as virtual threads, whose few carriers deflating would take away from those that
        // watch limits and drain what processes say
        this.workers =
                Executors.newFixedThreadPool(
                        used, Thread.ofPlatform().daemon().name("gzip-", 1).factory());
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] piece, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, piece.length);
        if (state != State.OPEN) {
            throw new IOException("the gzip stream is closed, or broke earlier");
        }
        state = State.BROKEN;
        int end = offset + length;
        for (int at = offset; at < end; ) {
            if (filling.isFull()) {
                handOver(false);
                filling = following(filling);
            }
            at += filling.take(piece, at, end - at);
        }
        bytes += length;
        state = State.OPEN;
    }

    /// Flushes the sink. What is being compressed stays until its block is full, so that flushing
    /// does not change the output.
    @Override
    public void flush() throws IOException {
        sink.flush();
    }

    @Override
    public void close() throws IOException {
        if (state == State.CLOSED) {
            return;
        }
        boolean sound = state == State.OPEN;
        state = State.CLOSED;
        try {
            if (sound) {
                end();
            }
        } finally {
            release();
        }
    }

    private void end() throws IOException {
        handOver(true);
        while (!inFlight.isEmpty()) {
            writeOldest();
        }
        sink.write(trailer());
        sink.flush();
    }

    private void handOver(boolean last) throws IOException {
        GzipBlock block = filling;
        block.updateChecksum(checksum);
        inFlight.addLast(workers.submit(() -> deflate(block, last)));
        while (inFlight.size() > mostInFlight || isOldestDone()) {
            writeOldest();
        }
    }

    private boolean isOldestDone() {
        Future<GzipBlock> oldest = inFlight.peekFirst();
        return oldest != null && oldest.isDone();
    }

    private GzipBlock following(GzipBlock full) {
        // The full block itself may be the spare one already: it copies its end to its beginning
        GzipBlock next = spare.isEmpty() ? new GzipBlock() : spare.removeLast();
        next.follow(full);
        return next;
    }

    private GzipBlock deflate(GzipBlock block, boolean last) {
        Deflater polled = idle.poll();
        Deflater deflater = polled == null ? newDeflater.get() : polled;
        try {
            block.deflate(deflater, last);
            return block;
        } finally {
            idle.add(deflater);
        }
    }

    private void writeOldest() throws IOException {
        GzipBlock done = await(inFlight.removeFirst());
        if (!begun) {
            begun = true;
            sink.write(HEADER);
        }
        done.writeTo(sink);
        spare.addLast(done);
    }

    private static GzipBlock await(Future<GzipBlock> deflated) throws IOException {
        try {
            // A result that is there would be given even to an interrupted thread
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while compressing");
            }
            return deflated.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while compressing");
        } catch (ExecutionException e) {
            throw new IOException("compressing failed", e.getCause());
        }
    }

    /// CRC-32 and the size modulo 2^32 of the input, least significant byte first.
    private byte[] trailer() {
        return ByteBuffer.allocate(TRAILER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) checksum.getValue())
                .putInt((int) bytes)
                .array();
    }

    /// Frees threads and native memory. It waits for the blocks being deflated, since a deflater
    /// must not be ended under a worker: milliseconds.
    private void release() {
        workers.shutdownNow();
        workers.close();
        idle.forEach(Deflater::end);
        idle.clear();
        inFlight.clear();
        spare.clear();
    }
}
