package io.github.pgrehearse.drill;

import io.github.pgrehearse.dump.DumpContents;
import io.github.pgrehearse.postgres.program.PsqlError;
import java.util.Optional;

/// A restored copy to look at.
///
/// @param expected what it must hold: by the manifest, or else by the dump
/// @param bareError why there is no bare copy beside it; none if there is one
record Copy(DumpContents expected, Optional<PsqlError> bareError) {}
