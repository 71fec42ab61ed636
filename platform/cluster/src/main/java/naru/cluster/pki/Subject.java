package naru.cluster.pki;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import naru.base.Fault;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/// Whose a certificate is, as Kubernetes reads it: the common name is the user, every organisation a
/// group.
///
/// @param name such as `system:node:n1`
/// @param groups such as `system:nodes`
public record Subject(String name, List<String> groups) {
    /// Copies the groups.
    public Subject {
        groups = List.copyOf(groups);
    }

    /// The administrator that the first kubeconfig is for.
    public static final Subject ADMINISTRATOR = new Subject("admin", List.of("system:masters"));

    /// A node.
    public static Subject node(String name) {
        return new Subject("system:node:" + name, List.of("system:nodes"));
    }

    /// Whose a certificate says it is; INVALID if it names nobody.
    public static Subject of(X509Certificate certificate) {
        String name = "";
        List<String> groups = new ArrayList<>();
        try {
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String text) {
                    name = text;
                } else if (part.getType().equalsIgnoreCase("O") && part.getValue() instanceof String text) {
                    groups.add(text);
                }
            }
        } catch (InvalidNameException e) {
            throw new Fault(Fault.Kind.INVALID, "the certificate's name cannot be read", e);
        }
        if (name.isEmpty()) {
            throw Fault.invalid("the certificate names nobody (it has no common name)");
        }
        return new Subject(name, groups);
    }

    X500Name distinguished() {
        X500NameBuilder builder = new X500NameBuilder(BCStyle.INSTANCE);
        groups.forEach(group -> builder.addRDN(BCStyle.O, group));
        return builder.addRDN(BCStyle.CN, name).build();
    }
}
