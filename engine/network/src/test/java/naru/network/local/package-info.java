/// Tests of what is copied from localhost to containers.
@NullMarked
package naru.network.local;

import org.jspecify.annotations.NullMarked;
