package io.github.pgrehearse.storage;

import java.io.IOException;
import java.io.OutputStream;

/// An object being written. It becomes visible, whole, when [#commit] returns; closing it
/// uncommitted abandons it and leaves nothing behind.
///
/// A write or a commit that fails breaks the object: it can only be abandoned then, and what else
/// is asked of it fails too. Writing or committing after `commit` or `close` is a mistake of the
/// program, an [IllegalStateException]. A writer belongs to one thread at a time.
///
/// `close` alone can never publish an object: when a try block is left by an exception, the
/// compressors above this stream still write well-formed trailers on the way out.
public abstract class ObjectWriter extends OutputStream {

    /// Publishes what was written: when this returns, the object is there to stay.
    ///
    /// @throws io.github.pgrehearse.failure.Failure.Store with kind `EXISTS` if another object took
    ///   the key meanwhile; that object is left as it is
    public abstract void commit() throws IOException;

    /// Abandons the object unless it was committed. A second time is no error.
    @Override
    public abstract void close() throws IOException;
}
