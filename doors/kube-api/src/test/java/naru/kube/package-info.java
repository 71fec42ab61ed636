@NullMarked
package naru.kube;

import org.jspecify.annotations.NullMarked;
