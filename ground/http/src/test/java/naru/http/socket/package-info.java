@NullMarked
package naru.http.socket;

import org.jspecify.annotations.NullMarked;
