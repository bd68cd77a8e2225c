/// Lines between a client and a server that can be made to break.
@NullMarked
package io.github.pgrehearse.wire;

import org.jspecify.annotations.NullMarked;
