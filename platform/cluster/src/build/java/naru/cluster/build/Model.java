package naru.cluster.build;

import java.util.SortedMap;

/// A type of the API: what a document or a part of one consists of.
///
/// @param fields by their names in JSON
record Model(String description, SortedMap<String, Field> fields) {
    /// One field.
    ///
    /// @param type `string`, `bool`, `int32`, `int64`, `double`, `time`, `bytes`, `quantity`, `intstr`,
    ///     `any`, the name of a type, or one of these after `[]` (list) or `{}` (map by text)
    record Field(String type, boolean required, String description) {}
}
