@NullMarked
package naru.kube.link;

import org.jspecify.annotations.NullMarked;
