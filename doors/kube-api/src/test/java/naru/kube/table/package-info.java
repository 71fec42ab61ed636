@NullMarked
package naru.kube.table;

import org.jspecify.annotations.NullMarked;
