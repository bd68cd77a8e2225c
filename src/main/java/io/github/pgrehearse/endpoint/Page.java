package io.github.pgrehearse.endpoint;

import java.util.Optional;

/// What stands at one path.
@FunctionalInterface
public interface Page {

    /// The answer to one request; of several at once, each asks for itself.
    ///
    /// @param accept which types of content the caller wants, in the words of HTTP; nothing if it
    ///   did not say
    Answer answer(Optional<String> accept);

    /// What is sent back, in UTF-8.
    record Answer(int status, String contentType, String body) {

        /// A text of one line.
        static Answer line(int status, String text) {
            return new Answer(status, "text/plain; charset=utf-8", text + "\n");
        }
    }
}
