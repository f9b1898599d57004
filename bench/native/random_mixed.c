/* One thread that allocates or frees at random over a table of slots; see the Java class RandomMixed. */
#include "bench.h"
#include "random.h"

enum { SMALLEST_BYTES = 16, SIZE_MASK = 1023, SIZE_SHIFT = 10, PASS_STEP_BYTES = 1024 };

static const char *const ARGUMENTS[] = {"OPERATIONS", "WORKING_SET", "SEED", "--passes", NULL};

struct job {
    int64_t operations;
    uint32_t working_set;
    uint32_t seed;
    int64_t passes;
    char **slots;
    uint64_t warmup_nanos;
    struct outcome outcome;
};

static void free_all(struct job *job) {
    for (uint32_t slot = 0; slot < job->working_set; slot++) {
        if (job->slots[slot]) {
            block_free(job->slots[slot]);
            job->slots[slot] = NULL;
            job->outcome.frees++;
        }
    }
}

static void pass(struct job *job, int64_t number) {
    char **slots = job->slots;
    uint32_t r = job->seed;
    uint32_t length = job->working_set;
    size_t smallest = SMALLEST_BYTES + (size_t)number * PASS_STEP_BYTES;
    uint64_t frees = 0;
    uint64_t start = now_nanos();
    for (int64_t operation = 0; operation < job->operations; operation++) {
        r = xorshift32_next(r);
        uint32_t slot = r % length;
        char *block = slots[slot];
        if (block) {
            block_free(block);
            slots[slot] = NULL;
            frees++;
        } else {
            block = block_allocate(smallest + ((r >> SIZE_SHIFT) & SIZE_MASK));
            *(volatile char *)block = 'a';
            slots[slot] = block;
        }
    }
    job->outcome.nanos += now_nanos() - start;
    job->outcome.frees += frees;
}

static void body(void *argument) {
    struct job *job = argument;
    for (uint64_t start = now_nanos(); now_nanos() - start < job->warmup_nanos;) {
        pass(job, 0);
        free_all(job);
    }
    job->outcome = (struct outcome){.operations = (uint64_t)(job->operations * job->passes)};
    measured_begins();
    pass(job, 0);
    for (int64_t number = 1; number < job->passes; number++) {
        free_all(job);
        pass(job, number);
    }
    uint64_t frees = job->outcome.frees;
    measured_ended();
    free_all(job);
    job->outcome.frees = frees;
}

static struct outcome run(const char *const *words, uint64_t warmup_nanos) {
    struct job job = {
        .operations = whole_number(ARGUMENTS[0], words[0], 1, 1000000000000),
        .working_set = (uint32_t)whole_number(ARGUMENTS[1], words[1], 1, INT32_MAX),
        .seed = (uint32_t)whole_number(ARGUMENTS[2], words[2], 1, UINT32_MAX),
        .passes = whole_number(ARGUMENTS[3], words[3], 1, 1000000),
        .warmup_nanos = warmup_nanos,
    };
    job.slots = table(job.working_set, sizeof *job.slots);
    wait_for(start_thread(body, &job));
    drop_table(job.slots, job.working_set, sizeof *job.slots);
    return job.outcome;
}

const struct workload random_mixed = {"random-mixed", ARGUMENTS, run};
