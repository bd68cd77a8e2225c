package io.github.pgrehearse.drill;

import java.util.Optional;

/// What a query returned, as far as it is looked at.
///
/// @param columns 0 for a statement that returns nothing
/// @param only the value of a single row of a single column, a boolean as `true` or `false`; none
///   if that is null, or if there is more or less
/// @param isFalse whether that value is the boolean `false`
record QueryAnswer(long rows, int columns, Optional<String> only, boolean isFalse) {}
