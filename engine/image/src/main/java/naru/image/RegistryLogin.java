package naru.image;

/// How to sign in to a registry. Its text form says nothing of the secrets.
///
/// @param username empty if an identity token is used alone
/// @param password empty if there is none
/// @param identityToken refresh token of an earlier login; empty if there is none
public record RegistryLogin(String username, String password, String identityToken) {
    /// A name and a password.
    public static RegistryLogin of(String username, String password) {
        return new RegistryLogin(username, password, "");
    }

    /// Whether it says anything.
    public boolean isEmpty() {
        return username.isEmpty() && identityToken.isEmpty();
    }

    @Override
    public String toString() {
        return "RegistryLogin[" + username + "]";
    }
}
