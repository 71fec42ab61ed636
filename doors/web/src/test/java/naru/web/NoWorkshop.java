package naru.web;

import naru.base.Fault;
import naru.pipeline.workshop.Place;
import naru.pipeline.workshop.Workshop;

/// A workshop without places.
final class NoWorkshop implements Workshop {
    @Override
    public Place open(PlaceSpec spec, Output progress) {
        throw Fault.notFound("No such image: " + spec.image());
    }

    @Override
    public String build(BuildSpec spec, Output progress) {
        throw Fault.notFound("no builder: " + spec.dockerfile());
    }

    @Override
    public void discard(String workspace) {}
}
