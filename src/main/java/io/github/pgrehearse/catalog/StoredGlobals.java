package io.github.pgrehearse.catalog;

import io.github.pgrehearse.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// The globals of a backup, as far as they tell whose it is.
public final class StoredGlobals {

    /// More than any has; what somebody else stored under such a name may be larger.
    private static final int LARGEST = 1 << 24;

    private final Optional<Owner> owner;
    private final String md5;

    private StoredGlobals(Optional<Owner> owner, String md5) {
        this.owner = owner;
        this.md5 = md5;
    }

    static StoredGlobals read(InputStream in) throws IOException {
        byte[] sql = in.readNBytes(LARGEST);
        Optional<String> line = new String(sql, StandardCharsets.UTF_8).lines().findFirst();
        try {
            byte[] md5 = MessageDigest.getInstance("MD5").digest(sql);
            return new StoredGlobals(line.flatMap(Owner::parse), HexFormat.of().formatHex(md5));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /// Whom the first line names; nothing if it names none.
    public Optional<Owner> owner() {
        return owner;
    }

    /// Whether the ETag of another object says that it holds the very same. Where it is no MD5, as
    /// in a store that encrypts, it says so of none.
    public boolean areThoseOf(StoredObject other) {
        return other.etag().filter(md5::equals).isPresent();
    }
}
