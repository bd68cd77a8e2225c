package io.github.pgrehearse.storage;

import java.util.concurrent.atomic.LongAdder;

/// What has gone to a store and come from it since the program started. Those who do the work add
/// to it, from any thread; whoever wants to know reads [#totals].
public final class Traffic {

    private final LongAdder uploaded = new LongAdder();
    private final LongAdder downloaded = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private final LongAdder retries = new LongAdder();

    /// What it amounts to by now. Bytes are those of the bodies of requests, also of such as were
    /// refused, and those of objects that were read.
    ///
    /// @param requests how many were sent, each attempt counted
    /// @param retries how many of them repeated one that had failed
    public record Totals(long uploaded, long downloaded, long requests, long retries) {}

    public void uploaded(long bytes) {
        uploaded.add(bytes);
    }

    public void downloaded(long bytes) {
        downloaded.add(bytes);
    }

    /// A request was sent.
    ///
    /// @param repeated whether it was sent before, in vain
    public void requested(boolean repeated) {
        requests.increment();
        if (repeated) {
            retries.increment();
        }
    }

    public Totals totals() {
        return new Totals(uploaded.sum(), downloaded.sum(), requests.sum(), retries.sum());
    }
}
