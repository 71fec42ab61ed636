/// Published ports at the host's own loopback addresses, served by copying what comes there.
@NullMarked
package naru.network.local;

import org.jspecify.annotations.NullMarked;
