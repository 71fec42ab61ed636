/// What happened to an object, for people: Events, few and for a while.
@NullMarked
package naru.cluster.event;

import org.jspecify.annotations.NullMarked;
