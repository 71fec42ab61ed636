package naru.cluster.schema;

/// What a field may hold.
public sealed interface Shape {
    /// A single value, or one whose inside is not described.
    enum Scalar implements Shape {
        /// Text.
        STRING("string"),
        /// True or false.
        BOOL("bool"),
        /// A whole number of 32 bits.
        INT32("int32"),
        /// A whole number of 64 bits.
        INT64("int64"),
        /// Any number.
        DOUBLE("float64"),
        /// A time in RFC 3339, as text.
        TIME("v1.Time"),
        /// Bytes as base64 text.
        BYTES("[]uint8"),
        /// An amount such as `500m` or `1Gi`, as text or number.
        QUANTITY("resource.Quantity"),
        /// A number or a text, such as a port or a percentage.
        INT_OR_STRING("intstr.IntOrString"),
        /// Any JSON.
        ANY("interface {}");

        private final String goName;

        Scalar(String goName) {
            this.goName = goName;
        }

        @Override
        public String goName() {
            return goName;
        }
    }

    /// A list.
    ///
    /// @param merging how two of them become one
    record ListOf(Shape element, Merging merging) implements Shape {
        @Override
        public String goName() {
            return "[]" + element.goName();
        }
    }

    /// A map with text as keys.
    ///
    /// @param atomic whether it is replaced as a whole
    record MapOf(Shape value, boolean atomic) implements Shape {
        @Override
        public String goName() {
            return "map[string]" + value.goName();
        }
    }

    /// Something with fields, described by [Types#named].
    ///
    /// @param type its type's name in OpenAPI documents
    /// @param atomic whether it is replaced as a whole
    /// @param retainKeys whether a strategic merge may say which of its fields stay (`$retainKeys`)
    record Struct(String type, boolean atomic, boolean retainKeys) implements Shape {
        @Override
        public String goName() {
            return (type.contains(".meta.v1.") ? "v1." : packageName() + ".")
                    + type.substring(type.lastIndexOf('.') + 1);
        }

        private String packageName() {
            String before = type.substring(0, type.lastIndexOf('.'));
            return before.substring(before.lastIndexOf('.') + 1);
        }
    }

    /// What Kubernetes' messages call it.
    String goName();
}
