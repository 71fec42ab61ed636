/// Keys and certificates: the cluster's own authority, the server's and the clients' certificates, TLS.
@NullMarked
package naru.cluster.pki;

import org.jspecify.annotations.NullMarked;
