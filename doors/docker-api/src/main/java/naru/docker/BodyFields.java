package naru.docker;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The fields of a body by the record that it is read into, such as `HostConfig.Mounts.BindOptions.Propagation`.
final class BodyFields {
    private BodyFields() {}

    /// All fields, outer ones before what is in them.
    static List<String> of(Class<? extends Record> type) {
        List<String> fields = new ArrayList<>();
        add(type, "", fields);
        return fields;
    }

    private static void add(Class<?> type, String before, List<String> into) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = before + name(component);
            into.add(name);
            Type inner = inner(component.getGenericType());
            if (inner instanceof Class<?> record && record.isRecord()) {
                add(record, name + ".", into);
            }
        }
    }

    private static String name(RecordComponent component) {
        JsonProperty given = component.getAccessor().getAnnotation(JsonProperty.class);
        String own = component.getName();
        return given == null ? own.substring(0, 1).toUpperCase(Locale.ROOT) + own.substring(1) : given.value();
    }

    /// What lists and maps hold, as deep as they go.
    private static Type inner(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return inner(arguments[generic.getRawType() == Map.class ? 1 : 0]);
        }
        return type;
    }
}
