package io.github.pgrehearse.storage.s3;

import io.github.pgrehearse.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// The certificates that a server's may be signed by: those of a PEM file, beside those that Java
/// trusts.
final class Authorities {

    private final TrustManagerFactory factory;

    private Authorities(TrustManagerFactory factory) {
        this.factory = factory;
    }

    /// @throws Failure.Settings if the file holds no certificates
    static Authorities read(Path file) throws IOException {
        try {
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            for (X509Certificate known : trustedByJava()) {
                all.setCertificateEntry("known-" + all.size(), known);
            }
            for (Certificate own : certificates(file)) {
                all.setCertificateEntry("own-" + all.size(), own);
            }
            return new Authorities(factory(all));
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot make a trust store", e);
        }
    }

    TrustManager[] managers() {
        return factory.getTrustManagers();
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, CertificateException {
        CertificateFactory x509 = CertificateFactory.getInstance("X.509");
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found = x509.generateCertificates(in);
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException | IOException e) {
            throw unusable(file);
        }
        throw unusable(file);
    }

    private static Failure.Settings unusable(Path file) {
        return new Failure.Settings(
                "Invalid S3_CA_FILE [no certificate can be read from " + file + "]",
                "It must hold certificates in PEM form (-----BEGIN CERTIFICATE-----).");
    }

    private static X509Certificate[] trustedByJava() throws GeneralSecurityException {
        for (TrustManager manager : factory(null).getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509.getAcceptedIssuers();
            }
        }
        return new X509Certificate[0];
    }

    /// @param trusted those of the platform if there is none
    private static TrustManagerFactory factory(@Nullable KeyStore trusted)
            throws GeneralSecurityException {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory;
    }
}
