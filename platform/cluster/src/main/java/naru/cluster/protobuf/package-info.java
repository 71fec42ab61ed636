/// Request bodies as protobuf, which kubectl sends since 1.32: read into the same documents that JSON
/// gives.
@NullMarked
package naru.cluster.protobuf;

import org.jspecify.annotations.NullMarked;
