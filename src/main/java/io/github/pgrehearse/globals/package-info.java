/// What the stored globals of a backup say, read into values. Their text is never run: statements
/// are written anew from the values.
@NullMarked
package io.github.pgrehearse.globals;

import org.jspecify.annotations.NullMarked;
