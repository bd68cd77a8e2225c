/// The process edge: the only package that touches the environment, the streams and the exit
/// status.
@NullMarked
package io.github.pgrehearse;

import org.jspecify.annotations.NullMarked;
