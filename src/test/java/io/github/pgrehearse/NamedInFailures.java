package io.github.pgrehearse;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/// Puts the name of a parameterised test in front of its failure: Maven's report tells only which
/// method it was, and the how many-eth of its runs.
public final class NamedInFailures implements TestExecutionExceptionHandler {

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) {
        throw new AssertionError(
                "%s: %s".formatted(context.getDisplayName(), failure.getMessage()), failure);
    }
}
