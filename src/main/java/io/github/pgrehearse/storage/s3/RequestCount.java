package io.github.pgrehearse.storage.s3;

import io.github.pgrehearse.storage.Traffic;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/// Counts what the SDK sends, attempt by attempt.
final class RequestCount implements ExecutionInterceptor {

    private static final ExecutionAttribute<Boolean> SENT_BEFORE =
            new ExecutionAttribute<>("pgrehearse-sent-before");

    private final Traffic traffic;

    RequestCount(Traffic traffic) {
        this.traffic = traffic;
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission request, ExecutionAttributes call) {
        traffic.requested(call.getAttribute(SENT_BEFORE) != null);
        call.putAttribute(SENT_BEFORE, true);
    }

    /// An attempt that was answered, if only by a refusal, has been sent to its end.
    @Override
    public void afterTransmission(Context.AfterTransmission answered, ExecutionAttributes call) {
        answered.httpRequest()
                .firstMatchingHeader("Content-Length")
                .map(Long::valueOf)
                .ifPresent(traffic::uploaded);
    }
}
