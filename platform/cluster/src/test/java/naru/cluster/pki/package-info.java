@NullMarked
package naru.cluster.pki;

import org.jspecify.annotations.NullMarked;
