package io.github.pgrehearse.metrics;

/// All metrics as they stood at one moment.
///
/// @param contentType which of the formats the text has
public record Scrape(String contentType, String text) {}
