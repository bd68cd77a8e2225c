package io.github.pgrehearse.storage.directory;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/// Reads an object of a [DirectoryStore]; what goes wrong is told in the store's words.
final class DiskInputStream extends FilterInputStream {

    private final Path path;

    DiskInputStream(InputStream file, Path path) {
        super(file);
        this.path = path;
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            throw DiskFailures.explain(e, path);
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return super.read(bytes, offset, length);
        } catch (IOException e) {
            throw DiskFailures.explain(e, path);
        }
    }
}
