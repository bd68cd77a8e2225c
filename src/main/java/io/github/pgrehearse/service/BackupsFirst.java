package io.github.pgrehearse.service;

import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.event.Listener;

/// Has drills wait, where one process does both, until there is a backup and none is being taken or
/// due: the drill then rehearses the newest, and both together take their memory one after the
/// other. A backup never waits: one that falls due during a long drill begins beside it.
final class BackupsFirst implements Listener, DrillWork.Turn {

    private boolean exist;
    private boolean resting;

    @Override
    public synchronized void hear(Event event) {
        switch (event) {
            case Event.CatalogSeen seen -> exist = seen.backups() > 0;
            case Event.BackupBegan _ -> resting = false;
            case Event.BackupCompleted _ -> exist = true;
            case Event.Due due when due.work() == Event.Work.BACKUP -> resting = true;
            case Event.Due _,
                    Event.BackupFailed _,
                    Event.BackupSkipped _,
                    Event.AnomalyFound _,
                    Event.Pruned _,
                    Event.PruneFailed _,
                    Event.DrillBegan _,
                    Event.DrillEnded _,
                    Event.BackupsStale _ -> {}
        }
        notifyAll();
    }

    @Override
    public synchronized void await() throws InterruptedException {
        while (!(exist && resting)) {
            wait();
        }
    }
}
