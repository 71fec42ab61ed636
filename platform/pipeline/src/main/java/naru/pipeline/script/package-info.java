/// The language of a Jenkinsfile: read by Groovy's parser to a syntax tree, walked by an interpreter of ours.
///
/// No script ever becomes code. Values are of a closed set of types (text, numbers, booleans, lists, maps, ranges,
/// patterns, closures, and things that the pipeline offers), and each type has a closed table of methods: nothing
/// of the virtual machine can be reached, because nothing here asks a class what it can do.
@NullMarked
package naru.pipeline.script;

import org.jspecify.annotations.NullMarked;
