/* The command line of the native workloads, and what they share.
 *
 *   bench WORKLOAD WARMUP_SECONDS ARGUMENT ...
 *   bench --list
 *
 * The first prints one JSON object, the second the names of the workloads. Status 2 and a sentence for a wrong argument, 1 for a run that failed. */
#define _GNU_SOURCE
#include "bench.h"
#include "workloads.h"

#include <dlfcn.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { NANOS_PER_MILLI = 1000000, NANOS_PER_SECOND = 1000000000, LOOKS = 10000 };

static const struct workload *const ALL[] = {
#define ADDRESS(name) &name,
    WORKLOADS(ADDRESS)
#undef ADDRESS
};

struct look {
    const char *moment;
    uint64_t at_nanos;
    uint64_t resident_bytes;
    uint64_t live_bytes;
};

static struct {
    uint64_t at_nanos;
    uint64_t resident_at_start;
    uint64_t resident_at_begin;
    uint64_t resident_at_end;
    uint64_t peak_resident;
    uint64_t resident_after_quiet;
    struct rusage begin;
    struct rusage end;
    struct look *looks;
    size_t look_count;
} figures;

void tally_begins(void);
void tally_ended(void);
void print_extra(void);

_Noreturn void refuse(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(2);
}

static _Noreturn void fail(const char *what) {
    fprintf(stderr, "%s: %s.\n", what, strerror(errno));
    exit(1);
}

int64_t whole_number(const char *name, const char *word, int64_t least, int64_t most) {
    char *end;
    errno = 0;
    long long value = strtoll(word, &end, 10);
    if (errno || end == word || *end || value < least || value > most) {
        refuse("%s must be a whole number from %" PRId64 " to %" PRId64 ", but was '%s'.", name, least, most, word);
    }
    return value;
}

static uint64_t nanos(const char *name, const char *word, double least) {
    char *end;
    double value = strtod(word, &end);
    if (end == word || *end || !(value >= least) || value > 1e6) {
        refuse("%s must be a number of seconds to 1000000, but was '%s'.", name, word);
    }
    return (uint64_t)(value * NANOS_PER_SECOND);
}

uint64_t seconds(const char *name, const char *word) { return nanos(name, word, 1e-9); }

uint64_t now_nanos(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NANOS_PER_SECOND + (uint64_t)now.tv_nsec;
}

void pause_nanos(uint64_t length) {
    struct timespec rest = {(time_t)(length / NANOS_PER_SECOND), (long)(length % NANOS_PER_SECOND)};
    while (nanosleep(&rest, &rest) && errno == EINTR) {
    }
}

/* --- memory of the process and of the harness --- */

static uint64_t resident_bytes(void) {
    unsigned long long size, resident = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file) return 0;
    if (fscanf(file, "%llu %llu", &size, &resident) != 2) resident = 0;
    fclose(file);
    return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* The rusage's maximum would count the process that this one was forked from. */
static uint64_t peak_resident_bytes(void) {
    unsigned long long kibibytes = 0;
    char line[256];
    FILE *file = fopen("/proc/self/status", "re");
    if (!file) return 0;
    while (fgets(line, sizeof line, file)) {
        if (sscanf(line, "VmHWM: %llu", &kibibytes) == 1) break;
    }
    fclose(file);
    return kibibytes * 1024;
}

void *table(size_t count, size_t bytes) {
    if (count == 0) count = 1;
    void *address = mmap(NULL, count * bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (address == MAP_FAILED) fail("The harness found no memory for a table");
    return address;
}

void drop_table(void *address, size_t count, size_t bytes) { munmap(address, (count ? count : 1) * bytes); }

#if !defined NULL_HARNESS
_Noreturn void out_of_memory(size_t bytes) {
    fprintf(stderr, "A block of %zu bytes was refused.\n", bytes);
    exit(1);
}
#endif

#if defined NULL_HARNESS
enum { SLICES = 64 };
_Thread_local char *null_slice;
_Thread_local size_t null_offset;
char *null_new_slice(void) {
    static char buffer[(SLICES + 1) * NULL_SLICE] __attribute__((aligned(NULL_STEP)));
    static atomic_uint taken;
    null_slice = buffer + (size_t)(atomic_fetch_add(&taken, 1) % SLICES) * NULL_SLICE;
    return null_slice;
}
#endif

/* --- threads --- */

struct native_thread {
    pthread_t id;
    void (*body)(void *);
    void *argument;
};

static void *enter(void *started) {
    struct native_thread own = *(struct native_thread *)started;
    own.body(own.argument);
    return NULL;
}

static void *enter_detached(void *started) {
    struct native_thread own = *(struct native_thread *)started;
    drop_table(started, 1, sizeof own);
    own.body(own.argument);
    return NULL;
}

static thread start_with(void *(*entry)(void *), const pthread_attr_t *attributes, void (*body)(void *), void *argument) {
    thread started = table(1, sizeof *started);
    started->body = body;
    started->argument = argument;
    pthread_t id;
    errno = pthread_create(&id, attributes, entry, started);
    if (errno) fail("A thread could not be started");
    if (!attributes) started->id = id;
    return started;
}

thread start_thread(void (*body)(void *), void *argument) { return start_with(enter, NULL, body, argument); }

void wait_for(thread started) {
    pthread_join(started->id, NULL);
    drop_table(started, 1, sizeof *started);
}

void start_detached(void (*body)(void *), void *argument) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    start_with(enter_detached, &attributes, body, argument);
    pthread_attr_destroy(&attributes);
}

/* --- the measured time --- */

void measured_begins(void) {
    figures.at_nanos = now_nanos();
    figures.resident_at_begin = resident_bytes();
    tally_begins();
    getrusage(RUSAGE_SELF, &figures.begin);
}

void measured_ended(void) {
    getrusage(RUSAGE_SELF, &figures.end);
    tally_ended();
    figures.resident_at_end = resident_bytes();
    figures.peak_resident = peak_resident_bytes();
}

void quiet(void) {
    pause_nanos(2 * (uint64_t)NANOS_PER_SECOND);
    figures.resident_after_quiet = resident_bytes();
}

static void look(const char *moment, uint64_t live_bytes) {
    if (figures.look_count == LOOKS) return;
    if (!figures.looks) figures.looks = table(LOOKS, sizeof *figures.looks);
    uint64_t resident = resident_bytes();
    figures.looks[figures.look_count++] = (struct look){
        moment, now_nanos() - figures.at_nanos,
        resident > figures.resident_at_begin ? resident - figures.resident_at_begin : 0, live_bytes};
}

void watch(const char *moment, uint64_t length, uint64_t live_bytes) {
#if defined TALLY
    length = 0; /* Who counts calls has nothing to wait for. */
#endif
    uint64_t start = now_nanos();
    look(moment, live_bytes);
    for (uint64_t due = 100 * NANOS_PER_MILLI; due <= length; due += 100 * NANOS_PER_MILLI) {
        uint64_t now = now_nanos();
        if (start + due > now) pause_nanos(start + due - now);
        look(moment, live_bytes);
    }
}

/* --- the report --- */

/* Asks the malloc of the process for its version in its own way. */
static void print_version(void) {
    int (*mimalloc)(void) = (int (*)(void))dlsym(RTLD_DEFAULT, "mi_version");
    int (*mallctl)(const char *, void *, size_t *, void *, size_t) =
        (int (*)(const char *, void *, size_t *, void *, size_t))dlsym(RTLD_DEFAULT, "mallctl");
    const char *(*tcmalloc)(int *, int *, const char **) =
        (const char *(*)(int *, int *, const char **))dlsym(RTLD_DEFAULT, "tc_version");
    const char *(*glibc)(void) = (const char *(*)(void))dlsym(RTLD_DEFAULT, "gnu_get_libc_version");
    const char *preload = getenv("LD_PRELOAD");
    const char *text = NULL;
    char number[32];
    size_t length = sizeof text;
    if (mimalloc) {
        snprintf(number, sizeof number, "%d.%d.%d", mimalloc() / 100, mimalloc() % 100 / 10, mimalloc() % 10);
        text = number;
    } else if (mallctl) {
        if (mallctl("version", &text, &length, NULL, 0)) text = NULL;
    } else if (tcmalloc) {
        text = tcmalloc(NULL, NULL, NULL);
    } else if (glibc && !(preload && *preload)) {
        text = glibc();
    }
    if (text && !BLOCKS_OVERLAP) printf(",\"version\":\"%s\"", text);
    else printf(",\"version\":null");
}

static double cpu_seconds(const struct rusage *usage) {
    return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec)
           + (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e6;
}

static void print(const struct outcome *outcome) {
    printf("{\"operations\":%" PRIu64 ",\"nanos\":%" PRIu64 ",\"frees\":%" PRIu64 ",\"handedOverFrees\":%" PRIu64
           ",\"liveBytes\":%" PRIu64 ",\"cpuSeconds\":%.6f,\"minorFaults\":%ld",
           outcome->operations, outcome->nanos, outcome->frees, outcome->handed_over_frees, outcome->live_bytes,
           cpu_seconds(&figures.end) - cpu_seconds(&figures.begin), figures.end.ru_minflt - figures.begin.ru_minflt);
    printf(",\"residentAtStartBytes\":%" PRIu64 ",\"residentBytes\":%" PRIu64 ",\"residentAfterQuietBytes\":",
           figures.resident_at_start, figures.resident_at_end);
    if (figures.resident_after_quiet) printf("%" PRIu64, figures.resident_after_quiet);
    else printf("null");
    printf(",\"peakResidentBytes\":%" PRIu64 ",\"looks\":[", figures.peak_resident);
    for (size_t index = 0; index < figures.look_count; index++) {
        const struct look *one = &figures.looks[index];
        printf("%s{\"moment\":\"%s\",\"atSeconds\":%.3f,\"residentBytes\":%" PRIu64 ",\"liveBytes\":%" PRIu64 "}",
               index ? "," : "", one->moment, (double)one->at_nanos / 1e9, one->resident_bytes, one->live_bytes);
    }
    printf("]");
    print_version();
    print_extra();
    puts("}");
}

int main(int count, char **words) {
    figures.resident_at_start = resident_bytes();
    if (count == 2 && strcmp(words[1], "--list") == 0) {
        for (size_t index = 0; index < sizeof ALL / sizeof *ALL; index++) puts(ALL[index]->name);
        return 0;
    }
    if (count < 3) refuse("usage: %s WORKLOAD WARMUP_SECONDS ARGUMENT ...", words[0]);
    for (size_t index = 0; index < sizeof ALL / sizeof *ALL; index++) {
        if (strcmp(ALL[index]->name, words[1]) != 0) continue;
        int expected = 0;
        while (ALL[index]->arguments[expected]) expected++;
        if (count - 3 != expected) {
            refuse("%s takes %d arguments behind WARMUP_SECONDS, but was given %d.", words[1], expected, count - 3);
        }
        struct outcome outcome =
            ALL[index]->run((const char *const *)words + 3, nanos("WARMUP_SECONDS", words[2], 0));
        print(&outcome);
        return 0;
    }
    refuse("There is no workload '%s'.", words[1]);
}
