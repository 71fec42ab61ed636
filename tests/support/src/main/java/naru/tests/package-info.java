/// A Naru for a test: a real daemon with folders, ports and subnets of its own, and real clients against it.
@NullMarked
package naru.tests;

import org.jspecify.annotations.NullMarked;
