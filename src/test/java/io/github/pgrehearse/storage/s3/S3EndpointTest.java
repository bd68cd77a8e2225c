package io.github.pgrehearse.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class S3EndpointTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    https://s3.amazonaws.com                         | https://s3.amazonaws.com
                    HTTPS://S3.Amazonaws.com/                        | https://s3.amazonaws.com
                    s3.amazonaws.com                                 | https://s3.amazonaws.com
                    localhost:9000/                                  | https://localhost:9000
                    http://127.0.0.1:9000//                          | http://127.0.0.1:9000
                    http://[::1]:9000                                | http://[::1]:9000
                    https://mine.s3.eu-west-1.amazonaws.com          | https://s3.eu-west-1.amazonaws.com
                    https://mine.nyc3.digitaloceanspaces.com         | https://nyc3.digitaloceanspaces.com
                    https://abc.r2.cloudflarestorage.com/mine        | https://abc.r2.cloudflarestorage.com
                    https://mine.example.com                         | https://mine.example.com
                    https://ref.supabase.example/storage/v1/s3       | https://ref.supabase.example/storage/v1/s3
                    http://minio:9000/mine/                          | http://minio:9000
                    """)
    void understandsWhatPeopleWrite(String written, String endpoint) {
        assertThat(S3Endpoint.parse(written, "mine").uri()).hasToString(endpoint);
    }

    @ParameterizedTest
    @CsvSource({
        "s3.amazonaws.com, ''",
        "s3.eu-central-1.amazonaws.com, eu-central-1",
        "s3-us-west-2.amazonaws.com, us-west-2",
        "s3.dualstack.eu-west-1.amazonaws.com, eu-west-1",
        "s3.cn-north-1.amazonaws.com.cn, cn-north-1",
        "s3.us-west-004.backblazeb2.com, us-west-004",
        "s3.eu-central-2.wasabisys.com, eu-central-2",
        "fra1.digitaloceanspaces.com, fra1",
        "s3.nl-ams.scw.cloud, nl-ams",
        "storage.googleapis.com, ''",
        "abc.r2.cloudflarestorage.com, ''",
        "minio.example, ''"
    })
    void findsTheRegionInTheHost(String host, String region) {
        assertThat(S3Endpoint.parse(host, "mine").region().orElse("")).isEqualTo(region);
    }

    @ParameterizedTest
    @CsvSource({
        "https://s3.amazonaws.com, mine, false",
        "https://s3.eu-west-1.amazonaws.com, mine, false",
        "https://s3.amazonaws.com, my.own, true",
        "http://s3.amazonaws.com, my.own, false",
        "https://storage.railway.app, mine, false",
        "https://t3.storageapi.dev, mine, false",
        "https://fly.storage.tigris.dev, mine, false",
        "https://abc.r2.cloudflarestorage.com, mine, true",
        "https://s3.us-west-004.backblazeb2.com, mine, true",
        "http://127.0.0.1:9000, mine, true",
        "https://minio.example, mine, true"
    })
    void putsTheBucketIntoTheHostOnlyWhereThatWorks(String url, String bucket, boolean pathStyle) {
        assertThat(S3Endpoint.parse(url, bucket).pathStyle()).isEqualTo(pathStyle);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://", "ftp://host", "http://host?x", "http://host#x", "a b"})
    void refusesWhatIsNoUrl(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3Endpoint.parse(written, "mine"))
                .withMessageStartingWith("it is no URL");
    }
}
