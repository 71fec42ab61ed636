/// Volumes: folders that outlive containers, with names, labels and a record of who uses them.
@NullMarked
package naru.volume;

import org.jspecify.annotations.NullMarked;
