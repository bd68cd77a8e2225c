package io.github.pgrehearse.storage.directory;

import io.github.pgrehearse.storage.Traffic;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/// Reads an object of a [DirectoryStore]; what goes wrong is told in the store's words.
final class DiskInputStream extends FilterInputStream {

    private final Path path;
    private final Traffic traffic;

    DiskInputStream(InputStream file, Path path, Traffic traffic) {
        super(file);
        this.path = path;
        this.traffic = traffic;
    }

    @Override
    public int read() throws IOException {
        try {
            int single = super.read();
            traffic.downloaded(single < 0 ? 0 : 1);
            return single;
        } catch (IOException e) {
            throw DiskFailures.explain(e, path);
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            int count = super.read(bytes, offset, length);
            traffic.downloaded(Math.max(0, count));
            return count;
        } catch (IOException e) {
            throw DiskFailures.explain(e, path);
        }
    }
}
