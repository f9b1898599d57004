/* What the Java classes Crew and WholeRuns are: threads that each do a part of a job, and whole runs before the one that
 * counts. */
#ifndef CREW_H
#define CREW_H

#include "bench.h"

/* Runs `body` on `count` threads, each with its own element of `parts`, and returns the nanoseconds from before the
 * first one starts until all have ended. */
uint64_t run_crew(void (*body)(void *), void *parts, size_t count, size_t part_bytes);

/* A whole run of a job. Only if it is measured it tells when the measured time begins and ends. */
typedef struct outcome (*whole_run)(const void *job, bool measured);

/* Repeats the practice until the warm-up is over, then runs the job. */
struct outcome whole_runs(whole_run run, const void *practice, const void *job, uint64_t warmup_nanos);

static inline void begins(bool measured) {
    if (measured) measured_begins();
}
static inline void ended(bool measured) {
    if (measured) measured_ended();
}

/* Writes its index to each byte. */
static inline void count_up(char *block, size_t bytes) {
    for (size_t index = 0; index < bytes; index++) block[index] = (char)index;
}


enum { MOST_THREADS = 10000 };

#endif
