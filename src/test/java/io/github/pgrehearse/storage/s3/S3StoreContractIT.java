package io.github.pgrehearse.storage.s3;

import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.ObjectStoreContract;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.storage.s3.S3Server.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/// The contract over HTTP, with servers that others wrote.
@ExtendWith(S3Servers.Provided.class)
final class S3StoreContractIT {

    @Nested
    final class WithS3Proxy extends Contract {
        WithS3Proxy(@S3Servers.Of(Kind.S3PROXY) S3Server server) {
            super(server);
        }
    }

    @Nested
    final class WithS3Mock extends Contract {
        WithS3Mock(@S3Servers.Of(Kind.S3MOCK) S3Server server) {
            super(server);
        }
    }

    abstract static class Contract extends ObjectStoreContract {

        private final S3Server server;
        private final List<S3Store> opened = new ArrayList<>();

        Contract(S3Server server) {
            this.server = server;
        }

        @Override
        protected ObjectStore emptyStore() throws IOException {
            S3Store store =
                    new S3Store(
                            server.bucket(server.createBucket()), Patience.SHORT, new Traffic());
            opened.add(store);
            return store;
        }

        @AfterEach
        final void closeStore() {
            opened.forEach(S3Store::close);
        }
    }
}
