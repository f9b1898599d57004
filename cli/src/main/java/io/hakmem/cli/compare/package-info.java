/// The comparison of allocators: what is run ([Plan]), how ([Comparison]), and what the results say ([ReportData]).
/// It knows allocators as [Contender]s only; who starts their processes is up to the command line.
@NullMarked
package io.hakmem.cli.compare;

import org.jspecify.annotations.NullMarked;
