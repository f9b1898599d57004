/// The command line. [Main] is the process a user starts, which never loads an allocator; [ChildMain] is the process
/// that it starts for each run.
@NullMarked
package io.hakmem.cli;

import org.jspecify.annotations.NullMarked;
