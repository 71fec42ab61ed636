package naru.registry;

import java.util.Map;
import naru.base.Fault;
import naru.http.Handler;
import naru.http.Routes;
import naru.image.registry.Accounts;
import naru.image.registry.Registry;
import naru.image.registry.Uploads;

/// The registry's table of routes.
public final class RegistryRoutes {
    private RegistryRoutes() {}

    /// Routes for a registry; once there are accounts, only they get in.
    public static Handler of(Registry registry, Uploads uploads, Accounts accounts) {
        BlobCalls blobs = new BlobCalls(registry, uploads);
        ManifestCalls manifests = new ManifestCalls(registry);
        Routes routes = new Routes()
                .get("/v2", exchange -> exchange.json(200, Map.of()))
                .get("/v2/", exchange -> exchange.json(200, Map.of()))
                .get("/v2/_catalog", manifests::catalog)
                .post("/v2/{name:.*}/blobs/uploads", blobs::begin)
                .post("/v2/{name:.*}/blobs/uploads/", blobs::begin)
                .get("/v2/{name:.*}/blobs/uploads/{id}", blobs::progress)
                .add("PATCH", "/v2/{name:.*}/blobs/uploads/{id}", blobs::append)
                .put("/v2/{name:.*}/blobs/uploads/{id}", blobs::finish)
                .delete("/v2/{name:.*}/blobs/uploads/{id}", blobs::cancel)
                .get("/v2/{name:.*}/blobs/{digest}", blobs::get)
                .delete("/v2/{name:.*}/blobs/{digest}", blobs::delete)
                .get("/v2/{name:.*}/manifests/{reference}", manifests::get)
                .put("/v2/{name:.*}/manifests/{reference}", manifests::put)
                .delete("/v2/{name:.*}/manifests/{reference}", manifests::delete)
                .get("/v2/{name:.*}/tags/list", manifests::tags)
                .get("/v2/{name:.*}/referrers/{digest}", manifests::referrers);
        return exchange -> {
            exchange.set("Docker-Distribution-Api-Version", "registry/2.0");
            if (!mayEnter(accounts, exchange.header("Authorization"))) {
                throw Fault.unauthorized("authentication required");
            }
            routes.handle(exchange);
        };
    }

    private static boolean mayEnter(Accounts accounts, String authorization) {
        return accounts.isOpen()
                || BasicAuthorization.read(authorization)
                        .filter(who -> accounts.admits(who.name(), who.password()))
                        .isPresent();
    }
}
