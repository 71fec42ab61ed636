@NullMarked
package naru.pipeline.workshop;

import org.jspecify.annotations.NullMarked;
