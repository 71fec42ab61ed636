/// What the API offers, as clients ask for it before anything else: groups, versions, resources, schemas.
@NullMarked
package naru.kube.discovery;

import org.jspecify.annotations.NullMarked;
