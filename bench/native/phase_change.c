/* Memory that changes its use; see the Java class PhaseChange. */
#include "block_word.h"
#include "crew.h"
#include "mt19937.h"

#include <string.h>

enum { FIRST_BYTES = 48, SECOND_BYTES = 320, MOST_MEBIBYTES = 1 << 14, MEBIBYTE_SHIFT = 20, WARM_UP_BLOCKS = 10000 };

static const char *const ARGUMENTS[] = {"CASE", "MIB", "NEXT_MIB", "SEED", NULL};
static const uint64_t SILENCE_NANOS = 2000000000;

struct job {
    bool runs;
    uint64_t *first;
    size_t first_count;
    uint64_t *second;
    size_t second_count;
    struct mt19937 generator;
    uint64_t warmup_nanos;
    struct outcome outcome;
};

static void fill(struct job *job, uint64_t *blocks, size_t count, size_t bytes) {
    uint64_t start = now_nanos();
    for (size_t index = 0; index < count; index++) {
        void *block = block_allocate(bytes);
        if (!BLOCKS_OVERLAP) touch_pages(block, bytes);
        blocks[index] = block_word(block, bytes);
    }
    job->outcome.nanos += now_nanos() - start;
}

static void free_all(const uint64_t *blocks, size_t count) {
    for (size_t index = 0; index < count; index++) block_free(word_block(blocks[index]));
}

static void shuffle(bool *flags, size_t count, struct mt19937 *generator) {
    for (size_t end = count; end > 1; end--) {
        size_t other = (size_t)mt19937_uniform(generator, 0, (int64_t)end - 1);
        bool swapped = flags[other];
        flags[other] = flags[end - 1];
        flags[end - 1] = swapped;
    }
}

/* Frees nine of ten stretches, puts the blocks of the others to the front, and returns how many they are. */
static size_t free_runs(struct job *job) {
    uint64_t *blocks = job->first;
    size_t count = job->first_count, slabs = 0, survivors = 0, slab = 0;
    sort_words(blocks, count);
    for (size_t begin = 0; begin < count; begin = end_of_slab(blocks, begin, count)) slabs++;
    bool *stays = table(slabs, sizeof *stays);
    memset(stays, true, slabs / 10);
    shuffle(stays, slabs, &job->generator);
    for (size_t begin = 0, end; begin < count; begin = end, slab++) {
        end = end_of_slab(blocks, begin, count);
        if (stays[slab]) {
            memmove(blocks + survivors, blocks + begin, (end - begin) * sizeof *blocks);
            survivors += end - begin;
        } else {
            free_all(blocks + begin, end - begin);
        }
    }
    drop_table(stays, slabs, sizeof *stays);
    return survivors;
}

/* Frees nine of ten blocks in a random order; those at the front stay. */
static size_t free_random(struct job *job) {
    uint64_t *blocks = job->first;
    size_t survivors = job->first_count / 10;
    for (size_t end = job->first_count; end > survivors; end--) {
        size_t victim = (size_t)mt19937_uniform(&job->generator, 0, (int64_t)end - 1);
        uint64_t block = blocks[victim];
        blocks[victim] = blocks[end - 1];
        block_free(word_block(block));
    }
    return survivors;
}

static void body(void *argument) {
    struct job *job = argument;
    size_t warm_up = job->first_count < WARM_UP_BLOCKS ? job->first_count : WARM_UP_BLOCKS;
    for (uint64_t start = now_nanos(); now_nanos() - start < job->warmup_nanos;) {
        fill(job, job->first, warm_up, FIRST_BYTES);
        free_all(job->first, warm_up);
    }
    job->outcome = (struct outcome){.operations = job->first_count + job->second_count};
    measured_begins();
    fill(job, job->first, job->first_count, FIRST_BYTES);
    watch("filled", 0, job->first_count * FIRST_BYTES);
    size_t survivors = job->runs ? free_runs(job) : free_random(job);
    watch("nine of ten freed", SILENCE_NANOS, survivors * FIRST_BYTES);
    fill(job, job->second, job->second_count, SECOND_BYTES);
    job->outcome.live_bytes = survivors * FIRST_BYTES + job->second_count * SECOND_BYTES;
    watch("filled again", SILENCE_NANOS, job->outcome.live_bytes);
    measured_ended();
    job->outcome.frees = job->first_count - survivors;
    free_all(job->first, survivors);
    free_all(job->second, job->second_count);
    watch("all freed", SILENCE_NANOS, 0);
}

static size_t blocks_of(const char *name, const char *word, size_t bytes) {
    return ((size_t)whole_number(name, word, 1, MOST_MEBIBYTES) << MEBIBYTE_SHIFT) / bytes;
}

static struct outcome run(const char *const *words, uint64_t warmup_nanos) {
    bool runs = strcmp(words[0], "runs") == 0;
    if (!runs && strcmp(words[0], "random") != 0) refuse("CASE must be runs or random, but was '%s'.", words[0]);
    struct job job = {
        .runs = runs,
        .first_count = blocks_of(ARGUMENTS[1], words[1], FIRST_BYTES),
        .second_count = blocks_of(ARGUMENTS[2], words[2], SECOND_BYTES),
        .warmup_nanos = warmup_nanos,
    };
    mt19937_seed(&job.generator, (uint32_t)whole_number(ARGUMENTS[3], words[3], 0, UINT32_MAX));
    job.first = table(job.first_count, sizeof *job.first);
    job.second = table(job.second_count, sizeof *job.second);
    wait_for(start_thread(body, &job));
    drop_table(job.first, job.first_count, sizeof *job.first);
    drop_table(job.second, job.second_count, sizeof *job.second);
    return job.outcome;
}

const struct workload phase_change = {"phase-change", ARGUMENTS, run};
