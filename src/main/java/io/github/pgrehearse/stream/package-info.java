/// Bytes on their way: processes as streams, compression, counts and digests.
@NullMarked
package io.github.pgrehearse.stream;

import org.jspecify.annotations.NullMarked;
