package io.github.pgrehearse.retention;

import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.storage.s3.Patience;
import io.github.pgrehearse.storage.s3.S3Server;
import io.github.pgrehearse.storage.s3.S3Servers;
import io.github.pgrehearse.storage.s3.S3Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

/// The same with buckets, over HTTP.
@ExtendWith(S3Servers.Provided.class)
final class PrunerS3IT extends PrunerContract {

    private final S3Server server;
    private final List<S3Store> stores = new ArrayList<>();

    PrunerS3IT(S3Server server) {
        this.server = server;
    }

    @Override
    ObjectStore newStore() throws IOException {
        S3Store store =
                new S3Store(server.bucket(server.createBucket()), Patience.SHORT, new Traffic());
        stores.add(store);
        return store;
    }

    @AfterEach
    void close() {
        stores.forEach(S3Store::close);
    }
}
