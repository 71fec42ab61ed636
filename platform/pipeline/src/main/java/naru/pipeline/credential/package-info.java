/// Credentials: encrypted at rest, handed out to runs only, never printed.
@NullMarked
package naru.pipeline.credential;

import org.jspecify.annotations.NullMarked;
