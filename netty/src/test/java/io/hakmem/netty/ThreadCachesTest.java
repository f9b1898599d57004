package io.hakmem.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.Hakmem;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Which thread gets which cache.
final class ThreadCachesTest {
    private final Hakmem hakmem = Hakmem.shared().child("caches", 0);
    private final ThreadCaches caches = new ThreadCaches(hakmem);

    @AfterEach
    void close() {
        hakmem.close();
    }

    @Test
    void current_twice_isTheSame() {
        ThreadCache first = caches.current();
        assertThat(caches.current()).isNotNull().isSameAs(first);
    }

    @Test
    void current_onAVirtualThread_isNone() throws Exception {
        try (ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(virtual.submit((Callable<ThreadCache>) caches::current).get())
                    .isNull();
        }
    }

    @Test
    void current_ofThreadsWithOneEntry_isEachsOwn() throws Exception {
        ThreadCache mine = caches.current();
        assertThat(mine).isNotNull();
        long id;
        do {
            ThreadCache[] other = new ThreadCache[2];
            Thread thread = Thread.ofPlatform().start(() -> {
                other[0] = caches.current();
                other[1] = caches.current();
            });
            thread.join();
            assertThat(other[0]).isNotNull().isSameAs(other[1]).isNotSameAs(mine);
            assertThat(caches.current()).isSameAs(mine);
            id = thread.threadId();
        } while ((id - Thread.currentThread().threadId()) % ThreadCaches.NEAR != 0);
    }
}
