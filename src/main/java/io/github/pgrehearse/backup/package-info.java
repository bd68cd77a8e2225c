/// Taking a backup: dump, scan, compress, store, and only then publish.
@NullMarked
package io.github.pgrehearse.backup;

import org.jspecify.annotations.NullMarked;
