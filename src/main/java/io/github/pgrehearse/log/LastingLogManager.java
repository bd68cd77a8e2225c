package io.github.pgrehearse.log;

import java.util.logging.LogManager;

/// Keeps the log open to the end of the process.
///
/// The JDK's own closes it as soon as the process is told to end, while what was begun is still
/// being undone: nobody would be told why it ended. It is named by the system property
/// `java.util.logging.manager`, before the first line is logged.
public final class LastingLogManager extends LogManager {

    /// Does nothing; [Console#attach] replaces what is there.
    @Override
    public void reset() {}
}
