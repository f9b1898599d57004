package io.hakmem.examples.flight;

import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/// The contents of the batches: a number, the bits of it as a floating-point number, a text.
final class Batches {
    static final Schema SCHEMA = new Schema(List.of(
            Field.nullable("number", new ArrowType.Int(64, true)),
            Field.nullable("bits", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
            Field.nullable("text", ArrowType.Utf8.INSTANCE)));

    private Batches() {}

    /// Writes one batch in place of what the root held, in new buffers.
    static void write(BatchRequest request, int batch, VectorSchemaRoot root) {
        int rows = request.rowsOf(batch);
        BigIntVector numbers = (BigIntVector) root.getVector(0);
        Float8Vector bits = (Float8Vector) root.getVector(1);
        VarCharVector texts = (VarCharVector) root.getVector(2);
        root.clear();
        numbers.allocateNew(rows);
        bits.allocateNew(rows);
        texts.allocateNew((long) rows * BatchRequest.TEXT_BYTES, rows);
        for (int row = 0; row < rows; row++) {
            long number = request.numberOf(batch, row);
            if (request.isNull(number)) {
                numbers.setNull(row);
                bits.setNull(row);
                texts.setNull(row);
            } else {
                numbers.set(row, number);
                bits.set(row, Double.longBitsToDouble(number));
                texts.setSafe(row, request.textOf(number));
            }
        }
        root.setRowCount(rows);
    }

    /// Compares one batch, bit for bit.
    ///
    /// @return the bytes of its buffers
    /// @throws IllegalStateException when anything differs; the message tells where
    static long check(BatchRequest request, int batch, VectorSchemaRoot root) {
        int rows = request.rowsOf(batch);
        if (root.getRowCount() != rows) {
            throw new IllegalStateException(
                    "Batch " + batch + " of " + request + " has " + root.getRowCount() + " rows instead of " + rows + ".");
        }
        BigIntVector numbers = (BigIntVector) root.getVector(0);
        Float8Vector bits = (Float8Vector) root.getVector(1);
        VarCharVector texts = (VarCharVector) root.getVector(2);
        for (int row = 0; row < rows; row++) {
            long number = request.numberOf(batch, row);
            boolean same = request.isNull(number)
                    ? numbers.isNull(row) && bits.isNull(row) && texts.isNull(row)
                    : !numbers.isNull(row)
                            && !bits.isNull(row)
                            && !texts.isNull(row)
                            && numbers.get(row) == number
                            && bits.getDataBuffer().getLong(8L * row) == number
                            && Arrays.equals(texts.get(row), request.textOf(number));
            if (!same) {
                throw new IllegalStateException("Row " + row + " of batch " + batch + " of " + request + " differs.");
            }
        }
        return root.getFieldVectors().stream().mapToLong(vector -> vector.getBufferSize()).sum();
    }
}
