/// Runs the cases, which lie in the packages of the classes that they race.
@NullMarked
package io.hakmem.jcstress;

import org.jspecify.annotations.NullMarked;
