/// Images: content by digest, layers, snapshots, names, archives, registries.
@NullMarked
package naru.image;

import org.jspecify.annotations.NullMarked;
