/// The embedded store: small JSON documents in named collections, changed in durable transactions.
@NullMarked
package naru.store;

import org.jspecify.annotations.NullMarked;
