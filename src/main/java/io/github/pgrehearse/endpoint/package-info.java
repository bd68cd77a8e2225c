/// What the service answers over HTTP to those who watch it.
@NullMarked
package io.github.pgrehearse.endpoint;

import org.jspecify.annotations.NullMarked;
