package io.github.pgrehearse.wire;

import java.time.Duration;

/// A way in which a request over HTTP goes wrong.
///
/// Bytes of a request or of an answer are counted from the first of its head. A cut comes before
/// the last of them at the latest: nobody ever gets the whole of what is cut.
public sealed interface HttpFault {

    /// A request that the server sees, at least its beginning.
    sealed interface Passed extends HttpFault {}

    /// What becomes of a line that is cut.
    enum Cut {
        /// It is reset: both sides are told at once.
        RESET,
        /// It falls silent, until the proxy is mended or closed.
        STALL,
        /// It is closed in good order.
        END
    }

    /// The request is read whole and answered with this status and an S3 error document; the server
    /// does not see it. With status 200 this is what CompleteMultipartUpload may do.
    ///
    /// @param code such as `SlowDown`
    record Answer(int status, String code) implements HttpFault {}

    /// The same, but the body is not read and the connection closed at once: who is still sending
    /// may see a broken pipe instead of the answer.
    record RefuseEarly(int status, String code) implements HttpFault {}

    /// Nothing goes wrong.
    record None() implements Passed {}

    /// The request is cut after so many bytes.
    record CutRequest(long bytes, Cut cut) implements Passed {}

    /// The server gets the beginning of the body only, with a length and without a checksum that
    /// would tell: to the client, a store that claims to have stored it all. A server that looks at
    /// signatures will refuse it.
    record TruncateRequest(long bytes) implements Passed {}

    /// The server does its work and answers, and the client is reset instead.
    record LoseAnswer() implements Passed {}

    /// The answer is cut after so many bytes.
    record CutAnswer(long bytes, Cut cut) implements Passed {}

    /// One bit of the answer's body is another, counted from its first; an empty body stays as it
    /// is, and of a shorter one it is a bit of its end.
    record FlipBit(long bit) implements Passed {}

    /// The answer to a `HEAD` tells so many bytes less than there are; other answers stay as they
    /// are.
    record TellLess(long bytes) implements Passed {}

    /// The answer is held back for so long.
    record Delay(Duration time) implements Passed {}
}
