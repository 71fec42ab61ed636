/// The controllers of a cluster, as one thing to start and to end.
@NullMarked
package naru.cluster.controller;

import org.jspecify.annotations.NullMarked;
