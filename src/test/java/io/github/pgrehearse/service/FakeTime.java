package io.github.pgrehearse.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.TreeMap;

/// A time that passes only when somebody waits for it, or says so, and that can be set.
final class FakeTime extends Clock implements Pause {

    private final TreeMap<Instant, Runnable> plans = new TreeMap<>();
    private Instant now;
    private Instant end = Instant.MAX;
    private boolean ended;
    private Duration waited = Duration.ZERO;
    private int waits;

    FakeTime(String now) {
        this.now = Instant.parse(now);
    }

    /// Ends whoever waits then, as a signal does.
    void endAt(String then) {
        end = Instant.parse(then);
        ended = false;
    }

    /// Whether that time has come.
    boolean ended() {
        return ended;
    }

    /// Does something when it is so late, in somebody's wait.
    void at(String then, Runnable what) {
        plans.put(Instant.parse(then), what);
    }

    /// Passes while something else is done than waiting.
    synchronized void pass(Duration span) {
        now = now.plus(span);
    }

    /// Is set, by a person or over the network.
    void set(String then) {
        now = Instant.parse(then);
    }

    /// For how long somebody has waited in all, whatever the clock said.
    Duration waited() {
        return waited;
    }

    int waits() {
        return waits;
    }

    @Override
    public void take(Duration span) throws InterruptedException {
        waits++;
        waited = waited.plus(span);
        pass(span);
        while (!plans.isEmpty() && !plans.firstKey().isAfter(now)) {
            plans.pollFirstEntry().getValue().run();
        }
        if (!now.isBefore(end)) {
            ended = true;
            throw new InterruptedException("the end of the test");
        }
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
