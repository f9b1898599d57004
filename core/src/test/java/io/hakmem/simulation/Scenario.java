package io.hakmem.simulation;

import java.util.List;

/// A small world for a simulation: made anew for each schedule.
interface Scenario {
    /// What the actors do, each between its accesses to shared memory without interruption.
    List<Runnable> actors();

    /// Checks the world after the actors have ended.
    void check();

    /// Frees what the world holds.
    void close();
}
