package io.github.pgrehearse.storage;

import java.time.Clock;

final class MemoryStoreTest extends ObjectStoreContract {

    @Override
    protected ObjectStore emptyStore() {
        return new MemoryStore(Clock.systemUTC());
    }
}
