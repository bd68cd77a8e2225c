/// Getting a backup back: into a database, or as a file.
@NullMarked
package io.github.pgrehearse.restore;

import org.jspecify.annotations.NullMarked;
