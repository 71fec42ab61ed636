"""Drives an engine with python3-docker; ends with `all well`, or with the first thing that is not."""

import io
import os
import socket
import sys
import tarfile
import time

import docker
from docker.errors import APIError, ImageNotFound, NotFound
from docker.types import Mount, Ulimit

IMAGE = "small:test"
client = docker.from_env()


def refused(kind, call, *arguments, **named):
    try:
        call(*arguments, **named)
    except kind as error:
        return str(error)
    raise AssertionError("not refused: " + str(arguments))


def engine():
    assert client.ping()
    assert client.version()["ApiVersion"] == "1.50"
    assert client.info()["OSType"] == "linux"
    assert "Volumes" in client.df()


def running():
    assert client.containers.run(IMAGE, ["echo", "hello"], remove=True) == b"hello\n"
    failed = refused(docker.errors.ContainerError, client.containers.run, IMAGE, ["sh", "-c", "exit 3"], remove=True)
    assert "non-zero exit status 3" in failed


def life():
    container = client.containers.create(
        IMAGE,
        ["sleep", "1000"],
        name="py-life",
        labels={"who": "python"},
        environment={"A": "b"},
        mem_limit="32m",
        nano_cpus=500_000_000,
        pids_limit=20,
        ulimits=[Ulimit(name="nofile", soft=99, hard=99)],
        oom_score_adj=300,
        ports={"80/tcp": ("127.0.0.1", None)},
        mounts=[Mount(target="/m", source="py-volume", type="volume")],
        restart_policy={"Name": "on-failure", "MaximumRetryCount": 2},
    )
    assert container.status == "created"
    container.start()
    container.reload()
    assert container.status == "running"
    assert container.attrs["HostConfig"]["Memory"] == 32 << 20
    assert container.ports["80/tcp"][0]["HostIp"] == "127.0.0.1"
    assert [c.name for c in client.containers.list(filters={"label": "who=python"})] == ["py-life"]
    code, output = container.exec_run(["sh", "-c", "echo $A; ulimit -n"])
    assert (code, output) == (0, b"b\n99\n"), (code, output)
    code, streams = container.exec_run(["sh", "-c", "echo out; echo err >&2; exit 4"], demux=True)
    assert (code, streams) == (4, (b"out\n", b"err\n")), (code, streams)
    assert container.top()["Titles"]
    assert container.stats(stream=False)["name"] == "/py-life"
    container.update(mem_limit="48m", memswap_limit="48m")
    container.reload()
    assert container.attrs["HostConfig"]["Memory"] == 48 << 20
    container.pause()
    container.unpause()
    container.rename("py-renamed")
    container.restart(timeout=0)
    assert "already in use" in refused(APIError, client.containers.create, IMAGE, ["true"], name="py-renamed")
    container.stop(timeout=0)
    assert container.wait()["StatusCode"] == 137
    container.remove(v=True)
    refused(NotFound, client.containers.get, "py-renamed")
    client.volumes.get("py-volume").remove()


def output():
    container = client.containers.run(IMAGE, ["sh", "-c", "echo one; echo two >&2; echo three"], detach=True)
    assert container.wait()["StatusCode"] == 0
    assert container.logs(stdout=True, stderr=False) == b"one\nthree\n"
    assert container.logs(tail=1).count(b"\n") == 1
    assert b"".join(container.logs(stream=True)).count(b"\n") == 3
    assert [change["Path"] for change in container.diff() or []] == []
    container.remove()
    talking = client.containers.create(IMAGE, ["cat"], stdin_open=True, tty=False)
    wire = talking.attach_socket(params={"stdin": 1, "stdout": 1, "stream": 1})
    talking.start()
    wire._sock.sendall(b"echoed\n")
    wire._sock.shutdown(1)
    heard = b""
    while not heard.endswith(b"echoed\n"):
        piece = wire._sock.recv(100)
        assert piece, heard
        heard += piece
    talking.wait()
    talking.remove()


def files():
    container = client.containers.create(IMAGE, ["true"])
    box = io.BytesIO()
    with tarfile.open(fileobj=box, mode="w") as tar:
        entry = tarfile.TarInfo("note")
        entry.size = 4
        tar.addfile(entry, io.BytesIO(b"text"))
    assert container.put_archive("/tmp", box.getvalue())
    pieces, stat = container.get_archive("/tmp/note")
    assert stat["size"] == 4
    with tarfile.open(fileobj=io.BytesIO(b"".join(pieces))) as tar:
        assert tar.extractfile("note").read() == b"text"
    image = container.commit(repository="py-made", tag="1", changes=["CMD [\"cat\", \"/tmp/note\"]"])
    assert client.containers.run("py-made:1", remove=True) == b"text"
    exported = b"".join(container.export())
    assert tarfile.open(fileobj=io.BytesIO(exported)).getmember("tmp/note").size == 4
    container.remove()
    client.images.remove(image.id, force=True)


def images():
    image = client.images.get(IMAGE)
    assert image.tag("py-tagged", tag="2")
    assert "py-tagged:2" in client.images.get("py-tagged:2").tags
    assert client.images.list(name="py-tagged")
    assert image.history()
    saved = b"".join(client.images.get("py-tagged:2").save(named=True))
    client.images.remove("py-tagged:2")
    refused(ImageNotFound, client.images.get, "py-tagged:2")
    assert client.images.load(saved)[0].tags
    client.images.remove("py-tagged:2")
    recipe = io.BytesIO(b"FROM small:test\nRUN echo built >/built\nCMD [\"cat\", \"/built\"]\n")
    built, _ = client.images.build(fileobj=recipe, tag="py-built:1", rm=True)
    assert client.containers.run(built.id, remove=True) == b"built\n"
    client.images.remove("py-built:1", force=True)


def networks():
    network = client.networks.create("py-net", driver="bridge", labels={"k": "v"})
    server = client.containers.run(IMAGE, ["sleep", "1000"], name="py-server", network="py-net", detach=True)
    found = client.containers.run(IMAGE, ["nslookup", "py-server"], network="py-net", remove=True)
    assert b"py-server" in found
    network.disconnect(server)
    network.connect(server, aliases=["other"])
    network.reload()
    assert [c.name for c in network.containers] == ["py-server"]
    server.remove(force=True)
    network.remove()
    refused(NotFound, client.networks.get, "py-net")


def volumes():
    volume = client.volumes.create("py-data", labels={"k": "v"})
    client.containers.run(IMAGE, ["sh", "-c", "echo kept >/d/file"], volumes={"py-data": {"bind": "/d"}}, remove=True)
    kept = client.containers.run(
        IMAGE, ["cat", "/d/file"], volumes={"py-data": {"bind": "/d", "mode": "ro"}}, remove=True)
    assert kept == b"kept\n"
    assert client.volumes.list(filters={"label": "k=v"}) == [volume]
    volume.remove()


def events():
    container = client.containers.create(IMAGE, ["true"], name="py-event")
    container.start()
    container.wait()
    container.remove()
    seen = []
    for event in client.events(since=0, filters={"container": "py-event"}, decode=True):
        seen.append(event["Action"])
        if event["Action"] == "destroy":
            break
    assert seen[:2] == ["create", "start"] and "die" in seen, seen


def create(name, **body):
    api = client.api
    return api._post_json(api._url("/containers/create"), data={"Image": IMAGE, **body}, params={"name": name})


def told(answer):
    """What a container says that was just created, which is removed then."""
    container = client.containers.get(answer.json()["Id"])
    container.start()
    container.wait()
    logs = container.logs()
    container.remove(v=True)
    return logs


def fields():
    wrong = create("py-wrong", HostConfig={"Memory": "much"})
    assert (wrong.status_code, "HostConfig.Memory" in wrong.json()["message"]) == (400, True), wrong.text
    image = {"Type": "image", "Source": IMAGE, "Target": "/i", "ImageOptions": {"Subpath": "etc"}}
    shell = ["sh", "-c", "grep -c guest /i/passwd; touch /i/x 2>/dev/null || echo kept"]
    made = create("py-image", Cmd=shell, Unknown=1, HostConfig={"Mounts": [image], "CpuCount": 2})
    assert made.json()["Warnings"] == ["HostConfig.CpuCount is not supported and was discarded: only Windows has it"]
    assert told(made) == b"1\nkept\n"
    sized = create("py-size", Cmd=["stty", "size"], Tty=True, HostConfig={"ConsoleSize": [33, 77]})
    assert told(sized) == b"33 77\r\n"
    alone = create("py-alone", Cmd=["ls", "/sys/class/net"], NetworkDisabled=True)
    assert told(alone) == b"lo\n"
    network = client.networks.create("py-sysctl")
    options = {
        "com.docker.network.endpoint.sysctls": "net.ipv4.conf.IFNAME.log_martians=1",
        "com.docker.network.endpoint.ifname": "wan0",
    }
    wired = create(
        "py-wired",
        Cmd=["cat", "/proc/sys/net/ipv4/conf/wan0/log_martians"],
        HostConfig={"NetworkMode": "py-sysctl"},
        NetworkingConfig={"EndpointsConfig": {"py-sysctl": {"DriverOpts": options}}},
    )
    assert told(wired) == b"1\n"
    network.remove()
    changed = client.containers.create(IMAGE, ["true"], name="py-changed")
    api = client.api
    answer = api._post_json(api._url("/containers/py-changed/update"), data={"CpuShares": 99, "Ulimits": [{"Name": "core"}]})
    assert answer.json()["Warnings"] == [
        "Ulimits is not supported and was discarded: it can be chosen at creation only"], answer.text
    changed.remove()


def frame(payload, opcode=2):
    return bytes([0x80 | opcode, 0x80 | len(payload), 0, 0, 0, 0]) + payload


def websocket():
    container = client.containers.create(IMAGE, ["cat"], stdin_open=True, name="py-socket")
    wire = socket.socket(socket.AF_UNIX)
    wire.connect(os.environ["DOCKER_HOST"][len("unix://"):])
    wire.sendall(
        b"GET /v1.50/containers/py-socket/attach/ws?stream=1&stdin=1&stdout=1 HTTP/1.1\r\nHost: d\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
    stream = wire.makefile("rb")
    head = iter(stream.readline, b"\r\n")
    lines = [line.strip().lower() for line in head]
    assert lines[0].startswith(b"http/1.1 101") and b"sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=" in lines, lines
    container.start()
    wire.sendall(frame(b"over a socket\n"))
    opcode, length = stream.read(2)
    assert (opcode, stream.read(length)) == (0x82, b"over a socket\n")
    wire.sendall(frame(b"", opcode=8))
    assert container.wait()["StatusCode"] == 0  # its input was opened once, and is closed with the socket
    wire.close()
    container.remove()


def committed():
    container = client.containers.create(
        IMAGE, ["sleep", "9"], environment={"A": "1", "B": "2"}, labels={"k": "v"}, working_dir="/tmp")
    wanted = {"Cmd": ["env"], "Env": ["B=3", "C=4"], "Labels": {"l": "w"}, "ExposedPorts": {"80/tcp": {}}, "User": "1000"}
    image = container.commit(repository="py-conf", changes=["ENV D=5"], conf=wanted)
    made = image.attrs["Config"]
    assert made["Cmd"] == ["env"] and made["User"] == "1000" and made["WorkingDir"] == "/tmp", made
    assert set(made["Env"]) >= {"A=1", "B=3", "C=4", "D=5"}, made
    assert made["Labels"] == {"k": "v", "l": "w"} and made["ExposedPorts"] == {"80/tcp": {}}, made
    client.images.remove(image.id, force=True)
    api = client.api
    answer = api._post_json(api._url("/commit"), data={"Cmd": 5}, params={"container": container.id})
    assert answer.status_code == 400, answer.text
    container.remove()


def sizes():
    recipe = io.BytesIO(b"FROM small:test\nRUN head -c 5000000 /dev/zero >/large\n")
    built, _ = client.images.build(fileobj=recipe, tag="py-large:1", rm=True)
    api = client.api
    listed = api._result(api._get(api._url("/images/json"), params={"shared-size": "1"}), True)
    sized = {image["RepoTags"][0]: image for image in listed if image["RepoTags"]}
    large, small = sized["py-large:1"], sized["small:test"]
    assert large["SharedSize"] == small["SharedSize"] == small["Size"] > 0, sized
    assert large["Size"] - large["SharedSize"] >= 5_000_000, large
    assert {image["SharedSize"] for image in api.images()} == {-1}
    client.images.remove("py-large:1", force=True)


def cached():
    def steps():
        return len(client.df()["BuildCache"])

    def prune(**params):
        api = client.api
        return api._result(api._post(api._url("/build/prune"), params=params), True)

    for size in (1_000_000, 1_000_001):
        recipe = f"FROM small:test AS a\nRUN head -c {size} /dev/urandom >/f\nFROM small:test\nCOPY --from=a /etc/group /g\n"
        client.images.build(fileobj=io.BytesIO(recipe.encode()), tag="py-cached:1", rm=True)
    before = steps()
    assert prune(filters='{"until":["1h"]}')["CachesDeleted"] is None and steps() == before
    assert prune(filters='{"type":["source.local"]}')["CachesDeleted"] is None and steps() == before
    assert prune(**{"keep-storage": 1 << 40})["CachesDeleted"] is None and steps() == before
    some = prune(**{"keep-storage": 3_000_000})
    assert some["CachesDeleted"] and some["SpaceReclaimed"] >= 1_000_000 and 0 < steps() < before, some
    rest = prune(all=True)
    assert rest["SpaceReclaimed"] >= 1_000_000 and steps() == 0, rest
    client.images.remove("py-cached:1", force=True)


def detached():
    container = client.containers.create(IMAGE, ["cat"], stdin_open=True, tty=True, name="py-keys")
    container.start()
    asked = {"stdin": 1, "stdout": 1, "stream": 1, "detachKeys": "ctrl-a,x"}
    wire = container.attach_socket(params=asked)._sock
    wire.sendall(b"hi\n")
    heard = b""
    while b"hi\r\nhi\r\n" not in heard:
        heard += wire.recv(100)
    wire.sendall(b"\x01x")
    while wire.recv(100):
        pass
    container.reload()
    assert container.status == "running"
    assert "Invalid detach keys (ctrl-1)" in refused(
        APIError, container.attach_socket, params={**asked, "detachKeys": "ctrl-1"})
    container.remove(force=True)
    happened = client.events(since=0, until=int(time.time()) + 1, filters={"container": "py-keys"}, decode=True)
    assert "detach" in [event["Action"] for event in happened]


for part in (engine, running, life, output, files, images, networks, volumes, events, fields, websocket, committed,
             sizes, cached, detached):
    part()
    print(part.__name__, file=sys.stderr)
print("all well")
