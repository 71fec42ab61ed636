/// The web door: JSON API (docs/api.md), webhooks and dashboard. Wire formats live here; work is done below.
@NullMarked
package naru.web;

import org.jspecify.annotations.NullMarked;
