package io.github.pgrehearse.notify;

import io.github.pgrehearse.config.Secret;
import java.util.Optional;

/// Where notices go, in which form, and which.
///
/// @param secret the key to sign them with
/// @param onSuccess whether what went well is told
/// @param onFailure whether what failed is told, and that it works again
public record NoticePlan(
        Address address,
        Format format,
        Optional<Secret> secret,
        boolean onSuccess,
        boolean onFailure) {}
