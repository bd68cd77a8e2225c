package io.github.pgrehearse.command;

import io.github.pgrehearse.drill.Drill;
import io.github.pgrehearse.drill.Outcome;
import io.github.pgrehearse.service.Drills;
import java.io.IOException;

/// A round of drills, by what really does it.
record ServedDrills(Drill drill, DrillWiring parts) implements Drills {

    @Override
    public Outcome rehearse() throws IOException {
        return drill.run(parts.verify().backup());
    }

    @Override
    public void clearLeftovers() throws IOException {
        parts.clearLeftovers();
    }
}
