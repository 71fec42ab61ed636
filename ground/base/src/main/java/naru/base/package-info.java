/// What every floor uses: faults, ids, JSON, limits, and where an instance of Naru lives.
@NullMarked
package naru.base;

import org.jspecify.annotations.NullMarked;
