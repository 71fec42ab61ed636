@NullMarked
package naru.cluster.view;

import org.jspecify.annotations.NullMarked;
