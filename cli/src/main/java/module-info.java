/// The command line: reads arguments, runs each measurement in a JVM of its own, prints tables and JSON.
module io.hakmem.cli {
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires io.hakmem.bench;
    requires static org.jspecify;

    opens io.hakmem.cli to
            info.picocli;
    opens io.hakmem.cli.compare to
            com.fasterxml.jackson.databind;
}
