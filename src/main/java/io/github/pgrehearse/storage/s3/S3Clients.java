package io.github.pgrehearse.storage.s3;

import io.github.pgrehearse.storage.Traffic;
import java.io.IOException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/// Makes the client of a bucket, so that the widest range of stores understands it.
final class S3Clients {

    /// One for the part under way, one for what else is asked meanwhile, and some to spare.
    private static final int CONNECTIONS = 8;

    private S3Clients() {}

    /// The caller closes it.
    static S3Client open(S3Bucket bucket, Patience patience, Traffic traffic) throws IOException {
        Apache5HttpClient.Builder http =
                Apache5HttpClient.builder()
                        .connectionTimeout(patience.connectLimit())
                        .socketTimeout(patience.silenceLimit())
                        .maxConnections(CONNECTIONS)
                        .tcpKeepAlive(true);
        if (bucket.authorities().isPresent()) {
            Authorities trusted = Authorities.read(bucket.authorities().get());
            http.tlsTrustManagersProvider(trusted::managers);
        }
        return S3Client.builder()
                .endpointOverride(bucket.endpoint())
                .region(Region.of(bucket.region()))
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(
                                        bucket.accessKeyId(), bucket.secretAccessKey().reveal())))
                .forcePathStyle(bucket.pathStyle())
                // Newer checksums and chunk signatures are refused by many stores, or worse, kept
                // as part of the object
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(service -> service.chunkedEncodingEnabled(false))
                .httpClientBuilder(http)
                .overrideConfiguration(all ->
                        all.addExecutionInterceptor(new RequestCount(traffic))
                                .retryStrategy(retries(patience))
                                .apiCallAttemptTimeout(
                                        patience.connectLimit().plus(patience.silenceLimit()))
                                // Our settings are all there is: none of ~/.aws
                                .defaultProfileFile(ProfileFile.aggregator().build()))
                .build();
    }

    /// How long to wait before which attempt.
    static BackoffStrategy delays(Patience patience) {
        return BackoffStrategy.exponentialDelay(patience.firstDelay(), patience.longestDelay());
    }

    private static RetryStrategy retries(Patience patience) {
        BackoffStrategy delays = delays(patience);
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(patience.attempts())
                // Also where the line was cut in the middle of an answer, which the parser of the
                // answer notices first
                .retryOnRootCauseInstanceOf(IOException.class)
                .backoffStrategy(delays)
                .throttlingBackoffStrategy(delays)
                // It would give up for a while after some failures; a backup has nothing else to do
                .circuitBreakerEnabled(false)
                .build();
    }
}
