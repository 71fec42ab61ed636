@NullMarked
package naru.web;

import org.jspecify.annotations.NullMarked;
