package naru.cluster.patch;

import naru.cluster.schema.Shape;
import naru.cluster.schema.Types;
import org.jspecify.annotations.Nullable;

/// The way down through shapes, beside the way down through a document.
final class Shapes {
    private Shapes() {}

    /// What a member of something of that shape may hold, or null where nobody described it.
    static @Nullable Shape member(@Nullable Shape shape, String name) {
        return switch (shape) {
            case Shape.Struct struct ->
                Types.named(struct.type()).map(type -> type.shape(name)).orElse(null);
            case Shape.MapOf map -> map.value();
            case Shape.ListOf _, Shape.Scalar _ -> null;
            case null -> null;
        };
    }
}
