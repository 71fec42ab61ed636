@org.jspecify.annotations.NullMarked
package naru.pipeline.script;
