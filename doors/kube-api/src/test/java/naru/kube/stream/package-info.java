@NullMarked
package naru.kube.stream;

import org.jspecify.annotations.NullMarked;
