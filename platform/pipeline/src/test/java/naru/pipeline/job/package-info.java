@NullMarked
package naru.pipeline.job;

import org.jspecify.annotations.NullMarked;
