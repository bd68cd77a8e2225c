/// What happens in the service, for those who listen: metrics, health, people.
@NullMarked
package io.github.pgrehearse.event;

import org.jspecify.annotations.NullMarked;
