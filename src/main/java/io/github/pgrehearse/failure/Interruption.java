package io.github.pgrehearse.failure;

import java.io.InterruptedIOException;

/// The process was told to end, and what was begun is not simply undone: the message says, in full
/// sentences, what state things are in.
public final class Interruption extends InterruptedIOException {

    private final String state;

    public Interruption(String state) {
        super(state);
        this.state = state;
    }

    @Override
    public String getMessage() {
        return state;
    }
}
