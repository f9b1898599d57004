#include "crew.h"

uint64_t run_crew(void (*body)(void *), void *parts, size_t count, size_t part_bytes) {
    thread *threads = table(count, sizeof *threads);
    uint64_t start = now_nanos();
    for (size_t index = 0; index < count; index++) {
        threads[index] = start_thread(body, (char *)parts + index * part_bytes);
    }
    for (size_t index = 0; index < count; index++) wait_for(threads[index]);
    uint64_t nanos = now_nanos() - start;
    drop_table(threads, count, sizeof *threads);
    return nanos;
}

struct outcome whole_runs(whole_run run, const void *practice, const void *job, uint64_t warmup_nanos) {
    for (uint64_t start = now_nanos(); now_nanos() - start < warmup_nanos;) run(practice, false);
    return run(job, true);
}
