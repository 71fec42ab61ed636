package naru.build.dockerfile;

/// Text given in the Dockerfile itself: `<<NAME` and the lines up to `NAME`.
///
/// @param name the word that ends it
/// @param expand whether variables in it are replaced (the word was not quoted)
/// @param chomp whether leading tabs are taken off (`<<-`)
/// @param content the lines, each with its line break, tabs taken off already
public record Heredoc(String name, boolean expand, boolean chomp, String content) {}
