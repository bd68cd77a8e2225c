package io.github.pgrehearse.doctor;

import java.util.Optional;

/// What was found out about one thing.
///
/// @param area to which it belongs: the settings, the database, the store
/// @param check what was looked at, in a word or two
/// @param says what was found, as a phrase
/// @param fix what to do about it, as a sentence; there is one if something is to be mended
public record Finding(
        String area, String check, Standing standing, String says, Optional<String> fix) {

    /// How it stands with it.
    public enum Standing {
        OK,
        /// Works, and is good to know.
        NOTE,
        /// Does not work, or not for long.
        MEND,
        /// Could not be looked at, since something before it is to be mended.
        SKIPPED
    }

    public Finding {
        if (standing == Standing.MEND && fix.isEmpty()) {
            throw new IllegalArgumentException("nobody is told how to mend " + check);
        }
    }
}
