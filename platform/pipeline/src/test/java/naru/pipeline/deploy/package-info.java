@NullMarked
package naru.pipeline.deploy;

import org.jspecify.annotations.NullMarked;
