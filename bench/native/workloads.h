/* All native workloads; each file beside this one defines one or a few. */
#ifndef WORKLOADS_H
#define WORKLOADS_H

#include "bench.h"

#define WORKLOADS(X) \
    X(random_mixed) \
    X(larson) \
    X(larson_sized) \
    X(xmalloc_test) \
    X(mstress) \
    X(cache_scratch) \
    X(cache_thrash) \
    X(mleak) \
    X(rptest) \
    X(malloc_large) \
    X(glibc_simple) \
    X(glibc_thread) \
    X(contention) \
    X(sh6bench) \
    X(sh8bench) \
    X(alloc_test) \
    X(message_passing) \
    X(threadtest) \
    X(burst) \
    X(phase_change)

#define DECLARE(name) extern const struct workload name;
WORKLOADS(DECLARE)
#undef DECLARE

#endif
