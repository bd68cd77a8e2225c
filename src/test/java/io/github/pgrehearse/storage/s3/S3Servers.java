package io.github.pgrehearse.storage.s3;

import io.github.pgrehearse.storage.s3.S3Server.Kind;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// The S3 servers of this JVM, one of each kind, started when the first test asks for it and gone
/// after the last.
public final class S3Servers implements AutoCloseable {

    private final Map<Kind, S3Server> started = new EnumMap<>(Kind.class);

    /// Which server a test wants; S3Proxy if it does not say.
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.PARAMETER)
    public @interface Of {
        Kind value();
    }

    /// Gives a server to each test that has an `S3Server` as a parameter, and all of them to one
    /// that has `S3Servers`.
    public static final class Provided implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            Class<?> type = parameter.getParameter().getType();
            return type == S3Server.class || type == S3Servers.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            // The store of the root is closed after the last test, and closes what it holds
            S3Servers servers =
                    context.getRoot()
                            .getStore(ExtensionContext.Namespace.GLOBAL)
                            .computeIfAbsent(
                                    S3Servers.class, _ -> new S3Servers(), S3Servers.class);
            return parameter.getParameter().getType() == S3Servers.class
                    ? servers
                    : servers.of(
                            parameter.findAnnotation(Of.class).map(Of::value).orElse(Kind.S3PROXY));
        }
    }

    /// The server of this kind. It is closed for the caller.
    public synchronized S3Server of(Kind kind) {
        return started.computeIfAbsent(kind, S3Servers::start);
    }

    @Override
    public synchronized void close() throws IOException {
        for (S3Server server : started.values()) {
            server.close();
        }
    }

    private static S3Server start(Kind kind) {
        try {
            return S3Server.start(kind);
        } catch (Exception e) {
            throw new IllegalStateException(kind + " did not start", e);
        }
    }
}
