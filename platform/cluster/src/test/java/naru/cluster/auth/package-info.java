@NullMarked
package naru.cluster.auth;

import org.jspecify.annotations.NullMarked;
