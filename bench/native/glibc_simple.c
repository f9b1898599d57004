/* Blocks of one size, freed in both orders; see the Java class GlibcSimple. */
#include "crew.h"

enum { MOST_BYTES = 16 << 10, MOST_BLOCKS = 1600, SIZES = 3, NUMBERS = 4, PRACTICE_PART = 64 };

static const char *const ARGUMENTS[] = {"BYTES", "ITERATIONS", NULL};
static const int NUMBERS_OF_BLOCKS[NUMBERS] = {25, 100, 400, MOST_BLOCKS};

struct job {
    size_t bytes;
    uint64_t iterations;
};

struct pass {
    char **blocks;
    size_t bytes;
    uint64_t iterations;
    uint64_t operations;
};

static void do_round(char **blocks, int count, size_t bytes) {
    for (int index = 0; index < count; index++) {
        blocks[index] = block_allocate(bytes);
        count_up(blocks[index], bytes);
    }
    for (int index = 0; index < count / 2; index++) block_free(blocks[index]);
    for (int index = count - 1; index >= count / 2; index--) block_free(blocks[index]);
}

static void do_pass(void *argument) {
    struct pass *pass = argument;
    for (int number = 0; number < NUMBERS; number++) {
        int count = NUMBERS_OF_BLOCKS[number];
        uint64_t rounds = pass->iterations / (uint64_t)count;
        for (uint64_t round = 0; round < rounds; round++) do_round(pass->blocks, count, pass->bytes);
        pass->operations += rounds * (uint64_t)count;
    }
}

static struct outcome run_once(const void *given, bool measured) {
    const struct job *job = given;
    struct pass pass = {.blocks = table(MOST_BLOCKS, sizeof(char *)), .iterations = job->iterations};
    begins(measured);
    uint64_t start = now_nanos();
    for (int size = 0; size < SIZES; size++) {
        pass.bytes = job->bytes << size;
        do_pass(&pass);
        do_pass(&pass);
        wait_for(start_thread(do_pass, &pass));
        do_pass(&pass);
    }
    uint64_t nanos = now_nanos() - start;
    ended(measured);
    drop_table(pass.blocks, MOST_BLOCKS, sizeof(char *));
    return (struct outcome){.operations = pass.operations, .nanos = nanos, .frees = pass.operations};
}

static struct outcome run(const char *const *words, uint64_t warmup_nanos) {
    struct job job = {
        .bytes = (size_t)whole_number(ARGUMENTS[0], words[0], 1, MOST_BYTES),
        .iterations = (uint64_t)whole_number(ARGUMENTS[1], words[1], MOST_BLOCKS, 1000000000000),
    };
    struct job practice = job;
    practice.iterations /= PRACTICE_PART;
    if (practice.iterations < MOST_BLOCKS) practice.iterations = MOST_BLOCKS;
    return whole_runs(run_once, &practice, &job, warmup_nanos);
}

const struct workload glibc_simple = {"glibc-simple", ARGUMENTS, run};
