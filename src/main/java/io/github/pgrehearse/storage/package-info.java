/// Where backups are kept: a flat store of objects that are there whole or not at all.
@NullMarked
package io.github.pgrehearse.storage;

import org.jspecify.annotations.NullMarked;
