package io.github.pgrehearse.storage;

import java.io.IOException;
import java.io.OutputStream;

/// An object being written. It becomes visible, whole, when [#commit] returns; closing it
/// uncommitted abandons it and leaves nothing behind.
///
/// `close` alone can never publish an object: when a try block is left by an exception, the
/// compressors above this stream still write well-formed trailers on the way out.
public abstract class ObjectWriter extends OutputStream {

    /// Publishes what was written. Nothing may be written afterwards.
    ///
    /// @throws io.github.pgrehearse.failure.Failure.Store with kind `EXISTS` if another object took
    ///   the key meanwhile; that object is left as it is
    public abstract void commit() throws IOException;

    /// Abandons the object unless it was committed.
    @Override
    public abstract void close() throws IOException;
}
