package io.github.pgrehearse.backup;

import io.github.pgrehearse.wire.HttpFault;
import io.github.pgrehearse.wire.HttpFault.Cut;
import io.github.pgrehearse.wire.WireRequest;
import java.time.Duration;
import java.util.regex.Pattern;

/// A way in which a request to a bucket goes wrong, and what a backup must make of it.
@SuppressWarnings("ImmutableEnumChecker") // faults are records of values
enum RequestFault {
    SLOW_DOWN(Course.PASSES, "503", new HttpFault.Answer(503, "SlowDown")),
    INTERNAL_ERROR(Course.PASSES, "500", new HttpFault.Answer(500, "InternalError")),
    TOO_MANY(Course.PASSES, "429", new HttpFault.Answer(429, "TooManyRequests")),
    DENIED(Course.STAYS, "Access Denied", new HttpFault.Answer(403, "AccessDenied")),
    DENIED_EARLY(
            Course.STAYS,
            "Access Denied|the connection broke off",
            new HttpFault.RefuseEarly(403, "AccessDenied")),
    BUSY_EARLY(
            Course.PASSES,
            "503|the connection broke off",
            new HttpFault.RefuseEarly(503, "SlowDown")),
    ERROR_IN_OK(Course.PASSES, "InternalError", new HttpFault.Answer(200, "InternalError")),
    REQUEST_RESET_AT_ONCE(Course.PASSES, Words.BROKE_OFF, new HttpFault.CutRequest(0, Cut.RESET)),
    REQUEST_RESET_IN_ITS_HEAD(
            Course.PASSES, Words.BROKE_OFF, new HttpFault.CutRequest(200, Cut.RESET)),
    REQUEST_RESET_IN_ITS_BODY(
            Course.PASSES, Words.BROKE_OFF, new HttpFault.CutRequest(100_000, Cut.RESET)),
    REQUEST_ENDED_IN_ITS_BODY(
            Course.PASSES, Words.BROKE_OFF, new HttpFault.CutRequest(100_000, Cut.END)),
    REQUEST_STALLED(
            Course.PASSES, "Connection timed out", new HttpFault.CutRequest(100_000, Cut.STALL)),
    ANSWER_LOST(Course.PASSES, Words.BROKE_OFF, new HttpFault.LoseAnswer()),
    ANSWER_RESET_IN_ITS_HEAD(
            Course.PASSES, Words.BROKE_OFF, new HttpFault.CutAnswer(30, Cut.RESET)),
    ANSWER_SHORT(
            Course.PASSES,
            // A head that ends early may be taken for a whole one that says too little
            Words.BROKE_OFF + "|the answer cannot be understood",
            new HttpFault.CutAnswer(300, Cut.END)),
    ANSWER_SHORT_OF_A_BYTE(
            Course.PASSES, Words.BROKE_OFF, new HttpFault.CutAnswer(Long.MAX_VALUE, Cut.END)),
    ANSWER_STALLED(Course.PASSES, "Connection timed out", new HttpFault.CutAnswer(0, Cut.STALL)),
    ANSWER_STALLED_AT_ITS_END(
            Course.PASSES,
            "Connection timed out",
            new HttpFault.CutAnswer(Long.MAX_VALUE, Cut.STALL)),
    BIT_FLIPPED_AT_THE_BEGINNING(Course.STAYS, "", new HttpFault.FlipBit(101)),
    BIT_FLIPPED_IN_THE_MIDDLE(Course.STAYS, "", new HttpFault.FlipBit(2500)),
    SIZE_TOLD_WRONG(Course.STAYS, "bytes were written", new HttpFault.TellLess(1)),
    ANSWER_LATE(Course.HARMLESS, "", new HttpFault.Delay(Duration.ofMillis(100)));

    private final Course course;
    private final Pattern told;
    private final HttpFault fault;

    /// How it goes on.
    enum Course {
        /// The backup does not even notice.
        HARMLESS,
        /// If it happens once, a second attempt gets over it.
        PASSES,
        /// The backup may fail at once.
        STAYS
    }

    private static final class Words {
        static final String BROKE_OFF = "the connection broke off";
    }

    /// @param told what the failure must say, as a pattern, if the fault lasts
    RequestFault(Course course, String told, HttpFault fault) {
        this.course = course;
        this.told = Pattern.compile(told);
        this.fault = fault;
    }

    Course course() {
        return course;
    }

    HttpFault fault() {
        return fault;
    }

    /// Whether nothing tells of it but time.
    boolean isSilence() {
        return switch (fault) {
            case HttpFault.CutRequest(_, Cut cut) -> cut == Cut.STALL;
            case HttpFault.CutAnswer(_, Cut cut) -> cut == Cut.STALL;
            case HttpFault.Answer _,
                    HttpFault.RefuseEarly _,
                    HttpFault.None _,
                    HttpFault.TruncateRequest _,
                    HttpFault.LoseAnswer _,
                    HttpFault.FlipBit _,
                    HttpFault.TellLess _,
                    HttpFault.Delay _ ->
                    false;
        };
    }

    boolean isToldBy(String message) {
        return told.matcher(message).find();
    }

    /// Whether this can happen to such a request.
    boolean concerns(WireRequest request) {
        return switch (this) {
            case ERROR_IN_OK ->
                    request.method().equals("POST") && request.query().contains("uploadId=");
            case SIZE_TOLD_WRONG -> request.method().equals("HEAD");
            case BIT_FLIPPED_AT_THE_BEGINNING, BIT_FLIPPED_IN_THE_MIDDLE ->
                    request.method().equals("GET") || request.method().equals("POST");
            case SLOW_DOWN,
                    INTERNAL_ERROR,
                    TOO_MANY,
                    DENIED,
                    DENIED_EARLY,
                    BUSY_EARLY,
                    REQUEST_RESET_AT_ONCE,
                    REQUEST_RESET_IN_ITS_HEAD,
                    REQUEST_RESET_IN_ITS_BODY,
                    REQUEST_ENDED_IN_ITS_BODY,
                    REQUEST_STALLED,
                    ANSWER_LOST,
                    ANSWER_RESET_IN_ITS_HEAD,
                    ANSWER_SHORT,
                    ANSWER_SHORT_OF_A_BYTE,
                    ANSWER_STALLED,
                    ANSWER_STALLED_AT_ITS_END,
                    ANSWER_LATE ->
                    true;
        };
    }
}
