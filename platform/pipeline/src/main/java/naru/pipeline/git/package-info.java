/// Git: each job's repository mirrored by JGit, commits handed out as archives.
@NullMarked
package naru.pipeline.git;

import org.jspecify.annotations.NullMarked;
