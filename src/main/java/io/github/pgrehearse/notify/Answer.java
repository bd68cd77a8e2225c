package io.github.pgrehearse.notify;

import java.time.Duration;
import java.util.Optional;

/// What became of one attempt to deliver. No text here holds anything that a receiver wrote: it may
/// repeat the secret it was called by.
sealed interface Answer {

    record Taken() implements Answer {}

    /// It was not taken.
    sealed interface Failed extends Answer {

        String why();

        /// What to do about it, as a sentence.
        String advice();
    }

    /// It may pass by itself.
    ///
    /// @param after how long the receiver asks to be left alone
    record NotNow(String why, String advice, Optional<Duration> after) implements Failed {}

    /// Trying again would not help.
    record Refused(String why, String advice) implements Failed {}
}
