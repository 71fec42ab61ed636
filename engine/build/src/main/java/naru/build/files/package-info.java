/// The files of a build: the context's archive unpacked safely, trees hashed and copied between roots.
@NullMarked
package naru.build.files;

import org.jspecify.annotations.NullMarked;
