@NullMarked
package naru.pipeline.run;

import org.jspecify.annotations.NullMarked;
