/// What the documents tell a reader to type, done.
@NullMarked
package io.github.pgrehearse.document;

import org.jspecify.annotations.NullMarked;
