package naru.cluster.join;

/// What a machine is told when it has joined.
///
/// @param node what it is called
/// @param certificate its client certificate, as PEM
/// @param ca the cluster's authority, as PEM
/// @param podCidr where its pods get addresses
/// @param network what all nodes have in common
/// @param secrets the cluster's keys, for another server; empty for a node
public record JoinAnswer(
        String node, String certificate, String ca, String podCidr, ClusterNetwork network, Secrets secrets) {
    /// What makes a machine a server.
    ///
    /// @param authority key and certificate of the authority, as PEM
    /// @param tokens key of tokens, as PEM
    /// @param state where the cluster's state is, as the first server has it
    public record Secrets(String authority, String tokens, String state) {
        /// For a node.
        public static final Secrets NONE = new Secrets("", "", "");

        /// Without them.
        @Override
        public String toString() {
            return "Secrets[]";
        }
    }
}
