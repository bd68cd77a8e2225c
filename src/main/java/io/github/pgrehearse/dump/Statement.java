package io.github.pgrehearse.dump;

/// One statement of a dump outside its data.
///
/// `kind` is its leading keywords (`CREATE TABLE`, `ALTER TABLE`, `GRANT ON TABLE`), `name` the
/// object that follows them, quoted as in the dump and schema-qualified where the dump does so, or
/// empty; `digest` covers its bytes from the first to the semicolon. What is said about large
/// objects, one statement each, is folded into one entry a kind: then `count` is above 1, `name` is
/// empty and `digest` is the sum of theirs.
public record Statement(String kind, String name, Digest digest, long count) {

    Statement(String kind, String name, Digest digest) {
        this(kind, name, digest, 1);
    }

    Statement plus(Statement other) {
        return new Statement(kind, name, digest.plus(other.digest.value()), count + other.count);
    }
}
