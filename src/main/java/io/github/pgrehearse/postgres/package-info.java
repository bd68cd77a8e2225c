/// The server and its programs: where it is, what it knows of itself, and how to run its tools.
@NullMarked
package io.github.pgrehearse.postgres;

import org.jspecify.annotations.NullMarked;
