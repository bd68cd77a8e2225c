package io.github.pgrehearse.storage.s3;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.storage.ListingRoom;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.ObjectWriter;
import io.github.pgrehearse.storage.StoredObject;
import io.github.pgrehearse.storage.Traffic;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/// A store in a bucket of S3-compatible storage.
///
/// An object that fits into one part is stored by one request, a larger one by a multipart upload:
/// both appear whole or not at all. That a key is free is asked before, and demanded again by the
/// request that makes the object appear, of stores that understand that. Of several writers of one
/// key at once, which the marks of backups exclude, one that ends may end the uploads of the
/// others: those fail, and nothing is overwritten.
public final class S3Store implements ObjectStore, Closeable {

    private final S3Bucket bucket;
    private final S3Requests requests;

    /// @param traffic counts what goes to the bucket and comes from it
    /// @throws Failure.Settings if the file of authorities holds no certificates
    public S3Store(S3Bucket bucket, Patience patience, Traffic traffic) throws IOException {
        this.bucket = bucket;
        this.requests = new S3Requests(bucket, patience, traffic);
    }

    @Override
    public void probe() throws IOException {
        requests.probe();
    }

    @Override
    public ObjectWriter create(ObjectKey key, long sizeHint) {
        return new S3Writer(requests, key, PartSize.of(sizeHint));
    }

    @Override
    public InputStream open(ObjectKey key) throws IOException {
        return S3InputStream.open(requests, key);
    }

    @Override
    public Optional<StoredObject> head(ObjectKey key) throws IOException {
        return requests.look(key).map(S3Requests.Seen::object);
    }

    @Override
    public List<StoredObject> list(String folder) throws IOException {
        String prefix = prefix(folder);
        List<StoredObject> objects = new ArrayList<>();
        ListingRoom room = new ListingRoom(bucket + "/" + prefix);
        Optional<String> next = Optional.empty();
        do {
            ListObjectsV2Response page = requests.page(prefix, next.orElse(null));
            for (S3Object found : page.contents()) {
                room.take(found.key());
                key(found.key()).map(key -> S3Requests.object(key, found)).ifPresent(objects::add);
            }
            next = requests.nextPage(page, next);
        } while (next.isPresent());
        objects.sort(Comparator.comparing(StoredObject::key));
        return List.copyOf(objects);
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        requests.delete(key);
    }

    @Override
    public int sweep(String folder, Predicate<ObjectKey> dead) throws IOException {
        String prefix = prefix(folder);
        int swept = 0;
        for (MultipartUpload upload : requests.uploads().unfinished(prefix)) {
            Optional<ObjectKey> key = key(upload.key());
            if (key.isPresent()
                    && upload.key().indexOf('/', prefix.length()) < 0
                    && dead.test(key.get())) {
                requests.uploads().abort(key.get(), upload.uploadId());
                swept++;
            }
        }
        return swept;
    }

    /// Ends the connections.
    @Override
    public void close() {
        requests.close();
    }

    @Override
    public String toString() {
        return bucket.toString();
    }

    private static String prefix(String folder) {
        return folder.isEmpty() ? "" : folder + "/";
    }

    /// Nothing for what somebody else stored under a name that is no key, such as a folder's.
    private static Optional<ObjectKey> key(String name) {
        try {
            return Optional.of(new ObjectKey(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
