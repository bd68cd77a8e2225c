package io.github.pgrehearse.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// A piece of the input of a [ParallelGzipOutputStream] and what it becomes. It is filled, deflated
/// and written by one thread at a time.
///
/// It holds 160 KiB of input and 64 KiB of output, the latter twice or four times as much once it
/// met data that does not compress.
final class GzipBlock {

    /// As pigz has it: large enough that cutting the input costs 1 % in size, small enough that few
    /// bytes are in flight.
    static final int INPUT_BYTES = 128 * 1024;

    /// The farthest that deflate looks back.
    private static final int WINDOW_BYTES = 32 * 1024;

    /// The window that precedes the input, then the input.
    private final byte[] input = new byte[WINDOW_BYTES + INPUT_BYTES];

    private int window;
    private int end = WINDOW_BYTES;
    private byte[] output = new byte[INPUT_BYTES / 2];
    private int outputEnd;

    /// Begins the input that follows `previous`, which must be full.
    void follow(GzipBlock previous) {
        System.arraycopy(previous.input, INPUT_BYTES, input, 0, WINDOW_BYTES);
        window = WINDOW_BYTES;
        end = WINDOW_BYTES;
    }

    /// Takes as many of the bytes as there is room for, and says how many.
    int take(byte[] bytes, int offset, int length) {
        int taken = Math.min(length, input.length - end);
        System.arraycopy(bytes, offset, input, end, taken);
        end += taken;
        return taken;
    }

    boolean isFull() {
        return end == input.length;
    }

    void updateChecksum(CRC32 checksum) {
        checksum.update(input, WINDOW_BYTES, end - WINDOW_BYTES);
    }

    /// Deflates the input, ending on a byte's edge so that the next block's output can follow, or
    /// for the last block with the end mark.
    void deflate(Deflater deflater, boolean last) {
        deflater.reset();
        if (window > 0) {
            deflater.setDictionary(input, WINDOW_BYTES - window, window);
        }
        deflater.setInput(input, WINDOW_BYTES, end - WINDOW_BYTES);
        if (last) {
            deflater.finish();
        }
        int flush = last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH;
        outputEnd = 0;
        while (true) {
            outputEnd += deflater.deflate(output, outputEnd, output.length - outputEnd, flush);
            // Room left over is how deflate says that nothing is left over
            if (outputEnd < output.length) {
                return;
            }
            output = Arrays.copyOf(output, output.length * 2);
        }
    }

    void writeTo(OutputStream sink) throws IOException {
        sink.write(output, 0, outputEnd);
    }
}
