@NullMarked
package naru.cluster.controller;

import org.jspecify.annotations.NullMarked;
