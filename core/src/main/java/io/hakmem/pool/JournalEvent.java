package io.hakmem.pool;

/// Something that happened, as it is noted inside of a heap: no text is made there.
///
/// @param text with `{0}` and `{1}` where the figures belong; `{x}` for the first one as an address
/// @param threadId of the thread that did it
public record JournalEvent(Topic topic, String text, long first, long second, long threadId) {
    /// The text for people.
    public String message() {
        return text.replace("{0}", Long.toString(first))
                        .replace("{1}", Long.toString(second))
                        .replace("{x}", "0x" + Long.toHexString(first))
                + " [thread " + threadId + "]";
    }
}
