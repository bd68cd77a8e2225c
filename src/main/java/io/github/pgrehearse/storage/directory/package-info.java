/// A store in a directory of this machine.
@NullMarked
package io.github.pgrehearse.storage.directory;

import org.jspecify.annotations.NullMarked;
