/// Tests of how Docker's clients reach the engine.
@NullMarked
package naru.app.docker;

import org.jspecify.annotations.NullMarked;
