package io.github.pgrehearse.stream;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;

/// How a dump is compressed, and the suffix of its name that says so.
public enum Compression {
    GZIP(".sql.gz"),
    ZSTD(".sql.zst"),
    NONE(".sql");

    /// With one worker the calling thread only copies: a fifth of the processor time that it takes
    /// to compress. The size of a job bounds what waits for the worker; left to itself, zstd takes
    /// jobs of 8 MiB and 30 MiB more memory. As it is, a stream holds about 10 MiB outside the heap
    /// at level 6, as much as without a worker.
    private static final int ZSTD_WORKERS = 1;

    private static final int ZSTD_JOB_BYTES = 1024 * 1024;

    private final String suffix;

    Compression(String suffix) {
        this.suffix = suffix;
    }

    /// As settings and manifests name it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String suffix() {
        return suffix;
    }

    /// Compresses what is written into `sink`. Closing writes the end of the compressed data and
    /// leaves the sink open; it must be closed even after a failure, to free native memory.
    ///
    /// @param level 1 to 9; without meaning for [#NONE]
    /// @param threads how many gzip may use, such as the number of processors
    public OutputStream compress(OutputStream sink, int level, int threads) throws IOException {
        return switch (this) {
            case GZIP -> new ParallelGzipOutputStream(sink, level, threads);
            case ZSTD -> zstd(sink, level);
            case NONE -> new Unclosed(sink);
        };
    }

    /// Expands what `source` holds, and closes it when closed. Data that is damaged or ends early
    /// is [Failure.Corrupt][io.github.pgrehearse.failure.Failure.Corrupt], never a clean end; with
    /// [#NONE] nothing tells.
    public InputStream expand(InputStream source) throws IOException {
        return switch (this) {
            case GZIP -> new GunzipInputStream(source);
            case ZSTD -> new UnzstdInputStream(source);
            case NONE -> source;
        };
    }

    private static OutputStream zstd(OutputStream sink, int level) throws IOException {
        return new ZstdOutputStreamNoFinalizer(new Unclosed(sink), level)
                .setChecksum(true)
                .setWorkers(ZSTD_WORKERS)
                .setJobSize(ZSTD_JOB_BYTES);
    }
}
