/// What backups exist in a store, and what each of them must contain.
@NullMarked
package io.github.pgrehearse.catalog;

import org.jspecify.annotations.NullMarked;
