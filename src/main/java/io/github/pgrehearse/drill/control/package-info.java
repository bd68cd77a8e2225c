/// The negative control: damage done on purpose, to see whether a comparison notices it.
///
/// Nothing here is shared with the comparison: were it wrong in what both use, it would judge
/// itself.
@NullMarked
package io.github.pgrehearse.drill.control;

import org.jspecify.annotations.NullMarked;
