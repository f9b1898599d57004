package io.hakmem;

import java.lang.foreign.Arena;

/// What the JDK's own arenas do is what [ArenaContract] says.
class JdkArenaTest extends ArenaContract {
    @Override
    Arena open(Kind kind) {
        return switch (kind) {
            case CONFINED -> Arena.ofConfined();
            case SHARED -> Arena.ofShared();
            case AUTO -> Arena.ofAuto();
        };
    }
}
