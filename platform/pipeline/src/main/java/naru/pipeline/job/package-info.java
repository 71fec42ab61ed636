/// Jobs and their runs: what is kept, what waits, what runs now.
@NullMarked
package naru.pipeline.job;

import org.jspecify.annotations.NullMarked;
