/// Objects as lines of tables, with the columns and words that users of `kubectl get` know.
@NullMarked
package naru.kube.table;

import org.jspecify.annotations.NullMarked;
