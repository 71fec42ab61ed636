@NullMarked
package naru.kube.socket;

import org.jspecify.annotations.NullMarked;
