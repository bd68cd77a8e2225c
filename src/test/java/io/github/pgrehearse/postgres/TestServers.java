package io.github.pgrehearse.postgres;

import io.github.pgrehearse.postgres.program.TestPrograms;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// One real server of each supported major for all tests of this JVM, started when the first test
/// asks for that major and gone after the last.
///
/// A test class says `@ExtendWith(TestServers.Provided.class)` and takes a `TestServers` as a
/// parameter, behind those that its source of parameters gives. As to databases, see [TestServer].
public final class TestServers implements AutoCloseable {

    private final Map<Integer, TestServer> started = new HashMap<>();

    private TestServers() {}

    /// Gives the shared servers to each test that has a parameter of this type.
    public static final class Provided implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == TestServers.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(TestServers.class, _ -> new TestServers(), TestServers.class);
        }
    }

    /// The server of this major, whose own [psql and pg_dump][TestServer#restore] are the oldest
    /// that can serve it.
    public synchronized TestServer of(int major) throws IOException {
        TestServer server = started.get(major);
        if (server == null) {
            server =
                    TestServer.start(
                            TestPrograms.server(major),
                            TestPrograms.onlyIn(TestPrograms.clients(TestPrograms.CLIENTS)));
            started.put(major, server);
        }
        return server;
    }

    @Override
    public synchronized void close() throws IOException {
        for (TestServer server : started.values()) {
            server.close();
        }
        started.clear();
    }
}
