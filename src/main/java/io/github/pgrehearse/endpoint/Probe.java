package io.github.pgrehearse.endpoint;

import io.github.pgrehearse.failure.Failure;
import java.io.IOException;
import java.util.Optional;

/// Asks something that the service depends on whether it answers.
@FunctionalInterface
public interface Probe {

    /// What is wrong with it, in some words that everybody may read: no name of a host or a user,
    /// no secret. Nothing if it answers. It does not throw, and may take its time: who asks in the
    /// name of others does not wait for it forever.
    Optional<String> problem();

    /// Does something that fails where a probe must tell a problem.
    @FunctionalInterface
    interface Question {
        void ask() throws IOException;
    }

    /// A probe that tells of a failure only what `docs/troubleshooting.md` calls it, without the
    /// particulars.
    static Probe of(Question question) {
        return () -> {
            try {
                question.ask();
                return Optional.empty();
            } catch (Failure failure) {
                return Optional.of(Failure.words(failure.getMessage()));
            } catch (IOException e) {
                return Optional.of("It cannot be asked");
            }
        };
    }
}
