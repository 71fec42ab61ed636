/// Tools that jobs name, such as a Node.js of some version: defined once, installed when first needed, kept.
@NullMarked
package naru.pipeline.tool;

import org.jspecify.annotations.NullMarked;
