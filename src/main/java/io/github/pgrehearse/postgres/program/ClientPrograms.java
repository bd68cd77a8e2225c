package io.github.pgrehearse.postgres.program;

import java.util.Map;

/// PostgreSQL's client programs, and the variables that each gets besides those of its connection,
/// such as `HOME`: nothing that holds a secret.
public record ClientPrograms(PgTools tools, Map<String, String> environment) {

    public ClientPrograms {
        environment = Map.copyOf(environment);
    }
}
