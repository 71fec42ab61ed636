/// etcd as a store of keys and values, and its supervision.
@NullMarked
package naru.etcd;

import org.jspecify.annotations.NullMarked;
