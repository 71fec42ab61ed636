package naru.docker;

import java.nio.charset.StandardCharsets;
import java.util.List;
import naru.base.Json;
import naru.container.ContainerSpec;
import naru.container.Containers;

/// Plays what a client's first container makes the engine do the first time: how JSON becomes records and records
/// JSON is found out then, for some hundred types, and takes longer than all the rest. Nothing of it stays.
public final class Practice {
    private static final byte[] CREATE = """
            {"Hostname":"practice","Domainname":"","User":"","AttachStdin":false,"AttachStdout":true,"AttachStderr":true,
             "Tty":false,"OpenStdin":false,"StdinOnce":false,"Env":["A=b"],"Cmd":["true"],"Image":"practice","Volumes":{},
             "WorkingDir":"","Entrypoint":null,"OnBuild":null,"Labels":{"a":"b"},"ExposedPorts":{"80/tcp":{}},
             "HostConfig":{"Binds":[],"ContainerIDFile":"","LogConfig":{"Type":"","Config":{}},"NetworkMode":"default",
              "PortBindings":{"80/tcp":[{"HostIp":"","HostPort":"80"}]},
              "RestartPolicy":{"Name":"no","MaximumRetryCount":0},"AutoRemove":true,"VolumeDriver":"","VolumesFrom":null,
              "ConsoleSize":[0,0],"CapAdd":null,"CapDrop":null,"CgroupnsMode":"","Dns":[],"DnsOptions":[],"DnsSearch":[],
              "ExtraHosts":null,"GroupAdd":null,"IpcMode":"","Links":null,"OomScoreAdj":0,"PidMode":"","Privileged":false,
              "ReadonlyRootfs":false,"SecurityOpt":null,"UTSMode":"","ShmSize":0,"CpuShares":0,"Memory":0,"NanoCpus":0,
              "BlkioWeightDevice":[],"Devices":[],"DeviceRequests":null,"Ulimits":[],"MemorySwappiness":-1,
              "MaskedPaths":null,"ReadonlyPaths":null},
             "NetworkingConfig":{"EndpointsConfig":{}}}
            """.getBytes(StandardCharsets.UTF_8);

    private Practice() {}

    /// Plays it once.
    public static void play(Containers containers) {
        CreateBody body = DockerJson.read("application/json", CREATE, CreateBody.class);
        ContainerSpec spec = CreateDecoder.spec("", body);
        Gaps.warnings(Gaps.CREATE, Json.tree(CREATE));
        containers.practise(spec);
        Json.text(Shape.of().with("Id", spec.name()).with("Warnings", List.of()));
    }
}
