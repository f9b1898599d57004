package io.hakmem.misuse;

import static io.hakmem.misuse.Outcome.FOUND;
import static io.hakmem.misuse.Outcome.FOUND_IN_A_BLOCK;
import static io.hakmem.misuse.Outcome.RACED;
import static io.hakmem.misuse.Outcome.REFUSED;
import static io.hakmem.misuse.Outcome.UNNOTICED;
import static io.hakmem.misuse.Outcome.UNSOUND;

import java.util.List;
import java.util.function.Consumer;

/// The wrong uses that are promised something, and what: the table of `docs/misuse.md`.
@SuppressWarnings("ImmutableEnumChecker") // a lambda and a list of the JDK, neither of which changes
enum Misuse {
    SECOND_FREE(
            "a block freed twice, at once",
            WrongFrees::again,
            Cell.of(UNSOUND, REFUSED),
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            "`fast` does not look at the freeing thread's own blocks; one that comes back twice is counted in the"
                    + " notes"),
    SECOND_FREE_AFTER_PAIRS(
            "… after 1,024 other pairs",
            WrongFrees::againAfterManyPairs,
            Cell.all(UNSOUND),
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            "`fast`: the memory may be of another size by now"),
    SECOND_FREE_AROUND_ANOTHER(
            "… with another's free between: p, q, p",
            WrongFrees::againAroundAnother,
            Cell.of(UNSOUND, REFUSED),
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            ""),
    SECOND_FREE_AFTER_REUSE(
            "… when another owner has the block",
            WrongFrees::againAfterReuse,
            Cell.of(UNSOUND, FOUND),
            Cell.all(FOUND),
            new Cell(REFUSED, REFUSED, FOUND),
            "The old pointer frees the new owner's block: no allocator can tell. The new owner's own free is refused."
                    + " `hardened` keeps freed blocks from reuse for a while"),
    SECOND_FREE_BY_ANOTHER_THREAD(
            "… by another thread",
            WrongFrees::againByAnotherThread,
            Cell.of(UNSOUND, REFUSED),
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            ""),
    SECOND_FREE_WHILE_PARKED_ELSEWHERE(
            "… while it waits in a living thread's bin",
            WrongFrees::againWhileParkedElsewhere,
            Cell.of(UNSOUND, REFUSED),
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            ""),
    SECOND_FREE_AT_THE_SAME_TIME(
            "… by two threads at once",
            WrongFrees::atTheSameTime,
            Cell.of(RACED, REFUSED),
            Cell.of(RACED, REFUSED),
            Cell.all(REFUSED),
            "`checked` reads and then frees: a free by another thread in between is missed"),

    FREE_OF_LIBC(
            "free of what libc's `malloc` gave",
            WrongFrees::ofLibc,
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            ""),
    FREE_OF_ARENA(
            "… of a segment of the JDK's `Arena`",
            WrongFrees::ofAJdkArena,
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            ""),
    FREE_OF_STACK(
            "… of an address like the stack's",
            WrongFrees::ofTheStack,
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            ""),
    FREE_OF_NO_POINTER(
            "… of a number: 1, 8, 16, 4096, -1, `Long.MIN_VALUE`",
            WrongFrees::ofNoPointer,
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            "",
            "1",
            "8",
            "16",
            "4096",
            "-1",
            "-9223372036854775808"),
    FREE_OF_UNUSED_MEMORY(
            "… of memory that was never allocated",
            WrongFrees::ofUnusedMemory,
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            "",
            "first",
            "middle",
            "last"),
    FREE_UNALIGNED(
            "… of a block's address + 1, 4 or 8",
            WrongFrees::unaligned,
            Cell.of(UNSOUND, REFUSED),
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            "",
            "1",
            "4",
            "8"),
    FREE_INTERIOR(
            "… inside of a block",
            WrongFrees::interior,
            Cell.of(UNSOUND, REFUSED),
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            "",
            "half",
            "last"),
    FREE_PAST_THE_END(
            "… past the end: where the next block will begin, never handed out yet",
            WrongFrees::pastTheEnd,
            Cell.of(UNSOUND, REFUSED),
            Cell.of(UNSOUND, REFUSED),
            Cell.all(REFUSED),
            "`checked` knows a freed block by a mark in it, and a block that waits to be handed out for the first time"
                    + " has none"),
    FREE_OF_A_CHILD(
            "… of a child allocator's block by the parent",
            WrongFrees::ofAChild,
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            ""),
    FREE_OF_THE_PARENT(
            "… of the parent's block by a child",
            WrongFrees::ofTheParent,
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            ""),

    SIZED_FREE(
            "sized free of another size",
            WrongArguments::sizedFree,
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            "",
            "shorter",
            "longer"),
    SIZED_FREE_NEARBY(
            "… of one byte less",
            WrongArguments::sizedFreeNearby,
            Cell.all(UNNOTICED),
            Cell.all(UNNOTICED),
            Cell.all(REFUSED),
            "A block of this size serves both"),
    NEGATIVE_SIZE(
            "a negative size",
            WrongArguments::negativeSize,
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            "An `IllegalArgumentException`",
            "allocate",
            "allocateZeroed",
            "reallocate",
            "free"),
    HUGE_SIZE(
            "a size beyond all memory",
            WrongArguments::hugeSize,
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            "A `NativeOutOfMemoryError`, or an `IllegalArgumentException` where the product is no `long`",
            "allocate",
            "allocateZeroed",
            "allocateZeroedArray",
            "reallocate"),
    REALLOCATE_AFTER_FREE(
            "`reallocate` of a freed block",
            WrongArguments::reallocateAfterFree,
            Cell.of(UNSOUND, REFUSED),
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            ""),
    USABLE_SIZE_AFTER_FREE(
            "`usableSize` of a freed block",
            WrongArguments::usableSizeAfterFree,
            Cell.of(UNNOTICED, REFUSED),
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            ""),
    SEGMENT_AFTER_CLOSE(
            "access to a segment of a closed `confinedArena()` or `sharedArena()`",
            WrongArguments::segmentAfterClose,
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            Cell.all(REFUSED),
            "By the JDK: an `IllegalStateException`",
            "confinedArena",
            "sharedArena"),

    WRITE_AFTER_FREE_8(
            "write to a freed block: its first 8 bytes",
            scene -> WrongWrites.afterFree(scene, 8),
            Cell.of(FOUND, UNNOTICED),
            Cell.of(FOUND, UNNOTICED),
            new Cell(FOUND, FOUND, UNNOTICED),
            "`fast` and `checked` find a broken link when they follow it, and give the rest of its chain up:"
                + " `stats().memory().lostBytes()`. `hardened`: when the block leaves the quarantine, is reused, or at"
                + " `trim()`; told to `onMisuse`, the logger and the notes",
            "zero",
            "random",
            "address"),
    WRITE_AFTER_FREE_16(
            "… its first 16 bytes",
            scene -> WrongWrites.afterFree(scene, 16),
            Cell.of(FOUND, UNNOTICED),
            Cell.of(FOUND, UNNOTICED),
            new Cell(FOUND, FOUND, UNNOTICED),
            "",
            "zero",
            "random",
            "address"),
    WRITE_AFTER_FREE_ALL(
            "… all of it",
            scene -> WrongWrites.afterFree(scene, scene.bytes()),
            Cell.of(FOUND, UNNOTICED),
            Cell.of(FOUND, UNNOTICED),
            new Cell(FOUND, FOUND, UNNOTICED),
            "",
            "zero",
            "random",
            "address"),
    WRITE_AFTER_TRIM(
            "… when its pages have gone back to the system",
            WrongWrites::afterTrim,
            Cell.of(UNNOTICED, UNSOUND),
            Cell.of(UNNOTICED, UNSOUND),
            Cell.of(UNNOTICED, UNSOUND),
            "Pages that went back are taken for zero: `allocateZeroed` does not write them",
            "random",
            "address"),
    OVERFLOW_1(
            "write behind a block by 1 byte",
            scene -> WrongWrites.overflow(scene, 1),
            Cell.all(UNNOTICED),
            Cell.all(UNNOTICED),
            Cell.all(FOUND),
            "`hardened`: a `HeapCorruptionException` when the block is freed",
            "first",
            "between",
            "last"),
    OVERFLOW_32(
            "… by 32 bytes",
            scene -> WrongWrites.overflow(scene, 32),
            Cell.all(UNNOTICED),
            Cell.all(UNNOTICED),
            Cell.all(FOUND),
            "",
            "first",
            "between",
            "last"),
    OVERFLOW_MEBIBYTE(
            "… by 1 MiB",
            scene -> WrongWrites.overflow(scene, 1 << 20),
            Cell.all(UNNOTICED),
            Cell.all(UNNOTICED),
            Cell.all(FOUND),
            "What is hit is changed: others' blocks, links, pages that are taken for zero",
            "first",
            "between",
            "last"),
    UNDERFLOW_1(
            "write before a block by 1 byte",
            scene -> WrongWrites.underflow(scene, 1),
            Cell.all(UNNOTICED),
            Cell.all(UNNOTICED),
            Cell.of(FOUND, FOUND_IN_A_BLOCK),
            "`hardened`: when the block before is freed, if it ends there; longer blocks may have free pages between"
                    + " them",
            "between",
            "last"),
    UNDERFLOW_32(
            "… by 32 bytes",
            scene -> WrongWrites.underflow(scene, 32),
            Cell.all(UNNOTICED),
            Cell.all(UNNOTICED),
            Cell.of(FOUND, FOUND_IN_A_BLOCK),
            "",
            "between",
            "last"),
    UNDERFLOW_MEBIBYTE(
            "… by 1 MiB",
            scene -> WrongWrites.underflow(scene, 1 << 20),
            Cell.all(UNNOTICED),
            Cell.all(UNNOTICED),
            Cell.of(FOUND, FOUND_IN_A_BLOCK),
            "",
            "between",
            "last"),
    UNDERFLOW_OF_THE_FIRST(
            "… before the first block of the reservation",
            WrongWrites::underflowOfTheFirst,
            Cell.all(UNNOTICED),
            Cell.all(UNNOTICED),
            Cell.all(UNNOTICED),
            "There is nothing but an unused SuperSlab",
            "1",
            "32",
            "1048576");

    private final String text;
    private final Consumer<Scene> act;
    private final Cell fast;
    private final Cell checked;
    private final Cell hardened;
    private final String remark;
    private final List<String> variants;

    Misuse(
            String text,
            Consumer<Scene> act,
            Cell fast,
            Cell checked,
            Cell hardened,
            String remark,
            String... variants) {
        this.text = text;
        this.act = act;
        this.fast = fast;
        this.checked = checked;
        this.hardened = hardened;
        this.remark = remark;
        this.variants = variants.length == 0 ? List.of("") : List.of(variants);
    }

    Consumer<Scene> act() {
        return act;
    }

    List<String> variants() {
        return variants;
    }

    /// The row of the page.
    String row() {
        return "| " + text + " | " + fast.text() + " | " + checked.text() + " | " + hardened.text() + " | " + remark
                + " |\n";
    }

    /// Whether `fast` promises something else than `checked`.
    boolean isDifferentAtFast() {
        return !fast.equals(checked);
    }

    /// What becomes of it at a level.
    Cell at(String level) {
        return switch (level) {
            case "fast" -> fast;
            case "checked" -> checked;
            case "hardened" -> hardened;
            default ->
                throw new IllegalArgumentException("The level is \"" + level
                        + "\", but the table has fast, checked and hardened: add a column for it.");
        };
    }
}
