package io.hakmem.bench.workload;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// The components of a record as the arguments of a workload. Its time, if it has one, counts in seconds.
final class RecordArguments {
    private RecordArguments() {}

    static Map<String, Number> of(Object workload) {
        Map<String, Number> arguments = new LinkedHashMap<>();
        for (RecordComponent component : workload.getClass().getRecordComponents()) {
            try {
                Object value = component.getAccessor().invoke(workload);
                if (value instanceof Duration time) {
                    arguments.put("seconds", Seconds.of(time));
                } else {
                    arguments.put(component.getName(), (Number) value);
                }
            } catch (ReflectiveOperationException impossible) {
                throw new LinkageError("a workload is a public record", impossible);
            }
        }
        return arguments;
    }
}
