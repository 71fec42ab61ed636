/// The Dockerfile language: text in, instructions out, without touching a file or a network.
///
/// [naru.build.dockerfile.DockerfileParser] reads a file into a [naru.build.dockerfile.Dockerfile];
/// [naru.build.dockerfile.Expansion] replaces variables; [naru.build.dockerfile.IgnoreRules] reads a
/// `.dockerignore`. Source: the Dockerfile reference.
@NullMarked
package naru.build.dockerfile;

import org.jspecify.annotations.NullMarked;
