package io.github.pgrehearse.service;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// What a process holds on to.
record Held(int threads, long files, long heap) {

    static Held now() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return new Held(
                Thread.activeCount(),
                ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getOpenFileDescriptorCount(),
                runtime.totalMemory() - runtime.freeMemory());
    }
}
