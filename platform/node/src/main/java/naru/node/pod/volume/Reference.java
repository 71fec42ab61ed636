package naru.node.pod.volume;

import naru.cluster.object.Resource;

/// An object that volumes have files of.
record Reference(Resource resource, String namespace, String name) {}
