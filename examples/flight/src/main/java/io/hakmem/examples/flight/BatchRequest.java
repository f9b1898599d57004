package io.hakmem.examples.flight;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.flight.Ticket;

/// Which batches are asked for, as the text of a ticket: `seed/batches/longest`.
///
/// @param seed the same seed gives the same batches
/// @param batches how many
/// @param longestRows of a batch: each is from 1 to this long
record BatchRequest(long seed, int batches, int longestRows) {
    /// What the texts need in the mean, nulls included, rounded up.
    static final int TEXT_BYTES = 14;

    private static final Pattern TEXT = Pattern.compile("(-?\\d{1,18})/(\\d{1,6})/(\\d{1,6})");
    private static final int LONGEST_ROWS = 1 << 20;

    BatchRequest {
        if (batches < 1 || longestRows < 1 || longestRows > LONGEST_ROWS) {
            throw new IllegalArgumentException(batches + " batches of up to " + longestRows
                    + " rows were asked for: expected is at least one, of 1 to " + LONGEST_ROWS + " rows.");
        }
    }

    /// @throws IllegalArgumentException when the text of the ticket is no request
    static BatchRequest of(Ticket ticket) {
        String text = new String(ticket.getBytes(), StandardCharsets.UTF_8);
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "The ticket '" + text + "' is no request: expected is seed/batches/rows, such as 42/100/65536.");
        }
        return new BatchRequest(
                Long.parseLong(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)));
    }

    Ticket ticket() {
        return new Ticket((seed + "/" + batches + "/" + longestRows).getBytes(StandardCharsets.UTF_8));
    }

    /// Rows of one batch: each doubling as likely as the others, so that most are short and some are long.
    int rowsOf(int batch) {
        double uniform = (mix(seed ^ batch) >>> 11) * 0x1.0p-53;
        return (int) Math.round(Math.exp(uniform * Math.log(longestRows)));
    }

    /// The number in one row of one batch.
    long numberOf(int batch, int row) {
        return mix(mix(seed + batch) + row);
    }

    /// The text in that row, from 0 to 31 letters.
    byte[] textOf(long number) {
        byte[] text = new byte[(int) (number >>> 59)];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) ('a' + ((number >>> i) & 15));
        }
        return text;
    }

    /// Whether the row holds nothing: one of eight.
    boolean isNull(long number) {
        return (number & 7) == 0;
    }

    /// The finaliser of SplitMix64.
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
