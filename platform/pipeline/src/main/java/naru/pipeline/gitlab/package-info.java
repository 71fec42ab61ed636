/// What GitLab is told.
@NullMarked
package naru.pipeline.gitlab;

import org.jspecify.annotations.NullMarked;
