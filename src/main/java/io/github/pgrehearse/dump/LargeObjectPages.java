package io.github.pgrehearse.dump;

import com.dynatrace.hash4j.hashing.HashStream64;
import java.nio.charset.StandardCharsets;

/// Digests large objects from the pages in which a server keeps them, as [LargeObjects] describes.
///
/// A page that is missing is a hole, which reads as zeros.
public final class LargeObjectPages {

    private final HashStream64 object = Digest.stream();
    private final byte[] zeros;
    private String oid = "";
    private long position;
    private long count;
    private long bytes;
    private long sum;

    /// @param pageSize bytes of a page, a quarter of the server's block size
    public LargeObjectPages(int pageSize) {
        this.zeros = new byte[pageSize];
    }

    /// Takes an object that has no pages, or the next page of one; those of an object come one
    /// after the other, in their order.
    ///
    /// @param page which page of the object it is, from 0 on
    public void page(String owner, long page, byte[] content) {
        object(owner);
        while (position < page * zeros.length) {
            int gap = (int) Math.min(zeros.length, page * zeros.length - position);
            object.putBytes(zeros, 0, gap);
            position += gap;
        }
        object.putBytes(content, 0, content.length);
        position += content.length;
    }

    /// Takes note of an object, also one that is empty.
    public void object(String owner) {
        if (owner.equals(oid)) {
            return;
        }
        complete();
        oid = owner;
        position = 0;
        object.reset();
        object.putBytes(owner.getBytes(StandardCharsets.US_ASCII));
        object.putByte((byte) 0);
    }

    /// What there was. Nothing may be taken afterwards.
    public LargeObjects result() {
        complete();
        oid = "";
        return new LargeObjects(count, bytes, new Digest(sum));
    }

    private void complete() {
        if (!oid.isEmpty()) {
            count++;
            bytes += position;
            sum += object.getAsLong();
        }
    }
}
