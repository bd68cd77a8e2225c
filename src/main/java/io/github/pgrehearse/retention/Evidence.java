package io.github.pgrehearse.retention;

import io.github.pgrehearse.catalog.CatalogEntry;

/// A report on which a decision rests.
record Evidence(CatalogEntry backup, CatalogEntry.Report report) {}
