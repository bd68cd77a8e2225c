package io.github.pgrehearse.catalog;

import java.util.Optional;

/// What the content of a drill's report says, as far as it ties the verdict to a backup. The name
/// of the object says the same, but anybody can name an object.
///
/// @param dump which one was rehearsed, as the manifest described it
record StoredReport(String backup, String began, String verdict, Optional<DrillReport.Dump> dump) {

    /// Whether it says what the name of its object says: of this backup, this drill, this verdict.
    boolean says(BackupName name, CatalogEntry.Report report) {
        return backup.equals(name.toString())
                && began.equals(report.began().toString())
                && verdict.equals(report.verdict().word());
    }

    /// Whether it is about the very dump that this manifest describes.
    boolean isAbout(ManifestHead manifest) {
        return dump.filter(rehearsed ->
                        rehearsed.size() == manifest.size()
                                && rehearsed.sha256().equals(manifest.sha256()))
                .isPresent();
    }
}
