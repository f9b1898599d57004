/* Blocks allocated and freed in the same order, with work between; see the Java class Threadtest. */
#include "crew.h"

enum { MOST_BYTES = 64 << 10 };

static const char *const ARGUMENTS[] = {"THREADS", "ROUNDS", "BLOCKS", "WORK", "BYTES", NULL};
static const uint64_t WORD = UINT64_C(29) << 32 | 14;

struct job {
    size_t threads;
    int64_t rounds;
    size_t blocks;
    int64_t work;
    size_t bytes;
};

struct member {
    const struct job *job;
    uint64_t **blocks;
};

static inline void work(int64_t turns) {
    for (int64_t turn = 0; turn < turns; turn++) {
        volatile int number = 1;
        number = number + number;
        number = number * number;
        number = number + number;
        number = number * number;
    }
}

static void take_part(void *argument) {
    const struct member *own = argument;
    const struct job *job = own->job;
    size_t words = job->bytes / sizeof(uint64_t);
    for (int64_t round = 0; round < job->rounds; round++) {
        for (size_t index = 0; index < job->blocks; index++) {
            uint64_t *block = block_allocate(job->bytes);
            for (size_t word = 0; word < words; word++) *(volatile uint64_t *)(block + word) = WORD;
            own->blocks[index] = block;
            work(job->work);
        }
        for (size_t index = 0; index < job->blocks; index++) {
            block_free(own->blocks[index]);
            work(job->work);
        }
    }
}

static struct outcome run_once(const void *given, bool measured) {
    const struct job *job = given;
    struct member *members = table(job->threads, sizeof *members);
    for (size_t index = 0; index < job->threads; index++) {
        members[index] = (struct member){job, table(job->blocks, sizeof(uint64_t *))};
    }
    struct outcome outcome = {.operations = job->threads * (uint64_t)job->rounds * job->blocks};
    outcome.frees = outcome.operations;
    begins(measured);
    outcome.nanos = run_crew(take_part, members, job->threads, sizeof *members);
    ended(measured);
    for (size_t index = 0; index < job->threads; index++) {
        drop_table(members[index].blocks, job->blocks, sizeof(uint64_t *));
    }
    drop_table(members, job->threads, sizeof *members);
    return outcome;
}

static struct outcome run(const char *const *words, uint64_t warmup_nanos) {
    struct job job = {
        .threads = (size_t)whole_number(ARGUMENTS[0], words[0], 1, MOST_THREADS),
        .rounds = whole_number(ARGUMENTS[1], words[1], 1, INT32_MAX),
        .blocks = (size_t)whole_number(ARGUMENTS[2], words[2], 1, INT32_MAX),
        .work = whole_number(ARGUMENTS[3], words[3], 0, INT32_MAX),
        .bytes = (size_t)whole_number(ARGUMENTS[4], words[4], sizeof(uint64_t), MOST_BYTES),
    };
    if (job.blocks < job.threads) refuse("BLOCKS must be at least one for each of THREADS, but was %s.", words[2]);
    job.blocks /= job.threads;
    return whole_runs(run_once, &job, &job, warmup_nanos);
}

const struct workload threadtest = {"threadtest", ARGUMENTS, run};
