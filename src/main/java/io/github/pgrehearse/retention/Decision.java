package io.github.pgrehearse.retention;

import io.github.pgrehearse.catalog.CatalogEntry;

/// Whether a backup is kept, and why.
///
/// @param reason the rule, as a person would say it: `one of the last 3`
public record Decision(CatalogEntry backup, Rule rule, String reason) {

    public boolean keeps() {
        return rule.keeps();
    }
}
