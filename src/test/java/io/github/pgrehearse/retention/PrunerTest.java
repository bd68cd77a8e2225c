package io.github.pgrehearse.retention;

import io.github.pgrehearse.storage.MemoryStore;
import io.github.pgrehearse.storage.ObjectStore;
import java.time.Clock;

final class PrunerTest extends PrunerContract {

    @Override
    ObjectStore newStore() {
        return new MemoryStore(Clock.systemUTC());
    }
}
