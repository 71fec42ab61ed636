/// One run of a pipeline: the declarative model, its order of evaluation, the steps, the log with its masking.
@NullMarked
package naru.pipeline.run;

import org.jspecify.annotations.NullMarked;
