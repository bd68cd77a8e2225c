package io.github.pgrehearse;

/// One message that the program can show as an ERROR or a WARNING.
///
/// @param words its fixed beginning, up to the particulars; `<>` where one of these comes early
/// @param exitCode of the program after it; [#OTHER] where the message does not decide that
/// @param where it is made, for whoever has to describe it
record Told(String words, int exitCode, String where) implements Comparable<Told> {

    static final int OTHER = -1;

    @Override
    public int compareTo(Told other) {
        return (words + exitCode).compareTo(other.words + other.exitCode);
    }
}
