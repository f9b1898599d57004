/// A job of Apache Spark whose executors hold their Arrow bytes in HAKMEM.
@NullMarked
package io.hakmem.examples.spark;

import org.jspecify.annotations.NullMarked;
