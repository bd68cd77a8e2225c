package io.github.pgrehearse.log;

import java.util.Locale;

/// Numbers of bytes as people read them: `524M`, `1.2G`, in powers of 1024.
public final class ByteSize {

    private static final String UNITS = "BKMGTP";

    private ByteSize() {}

    public static String of(long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= 999.5 && unit < UNITS.length() - 1) {
            size /= 1024;
            unit++;
        }
        String number = size < 9.95 && unit > 0 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, number, size) + UNITS.charAt(unit);
    }
}
