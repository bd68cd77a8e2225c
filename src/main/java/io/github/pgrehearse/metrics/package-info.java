/// What is measured of the service, in the form that Prometheus reads. `docs/metrics.md` lists it.
@NullMarked
package io.github.pgrehearse.metrics;

import org.jspecify.annotations.NullMarked;
