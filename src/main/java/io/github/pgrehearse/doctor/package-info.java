/// What keeps a first deployment from working, found out by trying it.
@NullMarked
package io.github.pgrehearse.doctor;

import org.jspecify.annotations.NullMarked;
