/* All native workloads; each file beside this one defines one or a few. */
#ifndef WORKLOADS_H
#define WORKLOADS_H

#include "bench.h"

#define WORKLOADS(X) \
    X(random_mixed)

#define DECLARE(name) extern const struct workload name;
WORKLOADS(DECLARE)
#undef DECLARE

#endif
