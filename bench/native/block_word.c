#include "block_word.h"

/* C's qsort may ask malloc for memory, which is under measurement. */
static void sift(uint64_t *words, size_t root, size_t count) {
    for (size_t child = 2 * root + 1; child < count; child = 2 * root + 1) {
        if (child + 1 < count && words[child] < words[child + 1]) child++;
        if (words[root] >= words[child]) return;
        uint64_t word = words[root];
        words[root] = words[child];
        words[child] = word;
        root = child;
    }
}

void sort_words(uint64_t *words, size_t count) {
    for (size_t root = count / 2; root > 0; root--) sift(words, root - 1, count);
    for (size_t end = count; end > 1; end--) {
        uint64_t word = words[0];
        words[0] = words[end - 1];
        words[end - 1] = word;
        sift(words, 0, end - 1);
    }
}
