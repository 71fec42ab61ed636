/// Controllers of what comes and goes: namespaces, dependents of deleted owners, nodes that fall silent.
@NullMarked
package naru.cluster.controller.lifecycle;

import org.jspecify.annotations.NullMarked;
