package io.github.pgrehearse.notify;

import io.github.pgrehearse.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Lets a receiver who has the key tell that a body is ours, in the manner of GitHub's webhooks.
final class Signature {

    static final String HEADER = "X-Pgrehearse-Signature";

    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    /// The header's value: `sha256=` and the HMAC in hex.
    static String of(String body, Secret key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            byte[] code = mac.doFinal(body.getBytes(StandardCharsets.UTF_8));
            return "sha256=" + HexFormat.of().formatHex(code);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
