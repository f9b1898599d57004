/// One measured run: what is read before, during and after it, and the document that holds the figures.
@NullMarked
package io.hakmem.bench.measure;

import org.jspecify.annotations.NullMarked;
