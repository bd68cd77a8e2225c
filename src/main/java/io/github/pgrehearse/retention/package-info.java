/// Which backups may go, and letting them go.
@NullMarked
package io.github.pgrehearse.retention;

import org.jspecify.annotations.NullMarked;
