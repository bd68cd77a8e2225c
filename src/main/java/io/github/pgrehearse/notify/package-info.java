/// Telling people what happens: a webhook and a heartbeat. Nothing here holds up a backup.
@NullMarked
package io.github.pgrehearse.notify;

import org.jspecify.annotations.NullMarked;
