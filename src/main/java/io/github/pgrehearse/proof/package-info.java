/// What a stored dump and a restored copy must be: the comparisons, whoever asks for them.
@NullMarked
package io.github.pgrehearse.proof;

import org.jspecify.annotations.NullMarked;
