/// Keys and values with etcd's semantics: one history of revisions, transactions that compare, watches from a revision.
@NullMarked
package naru.store.kv;

import org.jspecify.annotations.NullMarked;
