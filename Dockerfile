# The image: pgrehearse, a Java of its own, and PostgreSQL's programs of several majors.
#
#   docker build -t pgrehearse .
#   docker build -t pgrehearse --build-arg POSTGRES=17 --build-arg EXTENSIONS="pgvector postgis-3" .
#
# Both bases may be other images of the same Debian or Ubuntu release with openjdk-25.
ARG BUILD_BASE=debian:trixie-slim
ARG BASE=debian:trixie-slim


# --- The program, and of Java what it needs ---
FROM ${BUILD_BASE} AS build

RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends maven openjdk-25-jdk-headless unzip \
    && rm -rf /var/lib/apt/lists/* \
    && ln -s /usr/lib/jvm/java-25-openjdk-* /opt/jdk
ENV JAVA_HOME=/opt/jdk

WORKDIR /build
COPY pom.xml ./
COPY src src
RUN mvn -B -q -Dmaven.test.skip=true -Dspotless.check.skip=true package \
    && mkdir /opt/pgrehearse \
    && cp -R target/lib /opt/pgrehearse/lib \
    && cp target/pgrehearse-*.jar /opt/pgrehearse/pgrehearse.jar

# What jdeps finds, and what is found at run time only: more character sets, Kerberos, names of certificates' curves.
RUN "$JAVA_HOME/bin/jlink" --output /opt/pgrehearse/jre --no-header-files --no-man-pages \
        --add-modules java.base,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.sql \
        --add-modules jdk.charsets,jdk.crypto.ec,jdk.httpserver,jdk.net,jdk.security.auth,jdk.unsupported \
    && find /opt/pgrehearse/jre -name '*.debuginfo' -delete \
    && unzip -qjd /opt/pgrehearse /opt/pgrehearse/lib/zstd-jni-*.jar \
        "linux/$(uname -m | sed 's/x86_64/amd64/')/libzstd-jni-*.so" \
    && mv /opt/pgrehearse/libzstd-jni-*.so /opt/pgrehearse/libzstd-jni.so


# --- What runs ---
FROM ${BASE}

# Majors of PostgreSQL, from the PostgreSQL project's packages; or "distribution": the one that the base has.
ARG POSTGRES="14 15 16 17 18"
# Extensions that the databases use, as in the packages' names behind the major, such as "pgvector postgis-3":
# without them, a drill cannot restore such a database on a server of its own.
ARG EXTENSIONS=""
# Locales of the databases beside C and C.UTF-8.
ARG LOCALES="en_US.UTF-8"
COPY deploy/image/install-postgresql /tmp/
RUN /tmp/install-postgresql && rm /tmp/install-postgresql

RUN groupadd --gid 10001 pgrehearse \
    && useradd --uid 10001 --gid pgrehearse --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin pgrehearse
COPY --from=build /opt/pgrehearse /opt/pgrehearse
COPY scripts/java-options deploy/image/health /opt/pgrehearse/
COPY deploy/image/pgrehearse /usr/local/bin/
# The classes that a backup and a drill need, linked, and what the compiler learned of them: starts sooner, and takes
# less memory. Where the demo cannot run while an image is built, the cache holds less.
RUN PGREHEARSE_AOT=-XX:AOTCacheOutput=/opt/pgrehearse/pgrehearse.aot pgrehearse demo \
    || echo "the demo did not run to its end" \
    && chmod 0644 /opt/pgrehearse/pgrehearse.aot
# The user cannot read the programs that hold secrets in their environment: so the kernel keeps that environment from
# other processes of the same user, such as a drill's server, which runs a backup's SQL.
RUN cp /bin/bash /opt/pgrehearse/bash \
    && sed -i '1s|.*|#!/opt/pgrehearse/bash|' /opt/pgrehearse/health \
    && chmod 0711 /opt/pgrehearse/jre/bin/java /opt/pgrehearse/bash /usr/bin/tini

USER 10001:10001
# where a drill looks for test-queries.sql
WORKDIR /etc/pgrehearse
ENV PORT=8080
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["/opt/pgrehearse/health"]
# tini collects the processes of a drill's server that outlive it
ENTRYPOINT ["/usr/bin/tini", "--", "/usr/local/bin/pgrehearse"]
CMD ["serve"]
