package io.github.pgrehearse.postgres.ephemeral;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/// A file in a server's directory, which what was restored there may have replaced: by a link to a
/// file of ours, by a pipe that nobody writes to, by something endless.
record ForeignFile(Path path) {

    private static final int KEPT = 64 * 1024;

    /// Reads its end, at most 64 KiB, without following a link, and without waiting for anybody.
    ///
    /// It is opened to write, too: so Linux opens a pipe at once, instead of waiting for a writer.
    /// And no more is read than the size that the kernel tells, which for a pipe is 0.
    ///
    /// @throws IOException if it cannot be read
    String end() throws IOException {
        try (FileChannel file =
                FileChannel.open(
                        path,
                        Set.of(
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                LinkOption.NOFOLLOW_LINKS))) {
            long size = file.size();
            ByteBuffer end = ByteBuffer.allocate((int) Math.min(size, KEPT));
            long at = size - end.capacity();
            int count = 0;
            while (end.hasRemaining() && count >= 0) {
                count = file.read(end, at + end.position());
            }
            return new String(end.array(), 0, end.position(), StandardCharsets.UTF_8);
        }
    }
}
