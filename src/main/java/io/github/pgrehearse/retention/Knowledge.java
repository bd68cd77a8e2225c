package io.github.pgrehearse.retention;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.storage.ObjectKey;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What was read of the backups there are; of the others, their names are believed.
///
/// @param claims whose they are
/// @param refuted reports whose content does not say what their name does: they tell nothing
record Knowledge(Map<BackupName, Claim> claims, Set<ObjectKey> refuted) {

    Knowledge {
        claims = Map.copyOf(claims);
        refuted = Set.copyOf(refuted);
    }

    @Nullable Claim claim(BackupName backup) {
        return claims.get(backup);
    }
}
