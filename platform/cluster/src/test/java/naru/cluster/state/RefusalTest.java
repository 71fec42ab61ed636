package naru.cluster.state;

import static naru.cluster.object.Docs.doc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.base.Fault;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import naru.store.kv.MemoryKeyValues;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/// What is refused, and in which words. Documents are written with single quotes and begin with `metadata` if they say
/// nothing of it.
class RefusalTest {
    private final MemoryKeyValues store = new MemoryKeyValues();
    private final ObjectStore objects = new ObjectStore(store, ObjectStore.Settings.DEFAULT);

    @BeforeEach
    void begin() {
        StartContent.ensure(objects, ServiceNetwork.DEFAULT, 6443);
    }

    @AfterEach
    void end() {
        objects.close();
        store.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{}|spec.containers: Required value",
                "{'spec':{'containers':[{}]}}|[spec.containers[0].name: Required value, spec.containers[0].image:"
                        + " Required value]",
                "{'spec':{'containers':[C,C]}}|spec.containers[1].name: Duplicate value: \"c\"",
                "{'spec':{'restartPolicy':'Sometimes','containers':[C]}}|spec.restartPolicy: Unsupported value:"
                        + " \"Sometimes\": supported values: \"Always\", \"Never\", \"OnFailure\"",
                "{'spec':{'containers':[{'name':'c','image':'i','ports':[{'containerPort':70000}]}]}}|"
                        + "spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535,"
                        + " inclusive",
                "{'spec':{'containers':[{'name':'c','image':'i','resources':{'limits':{'cpu':'much'}}}]}}|"
                        + "spec.containers[0].resources.limits[cpu]: Invalid value: \"much\": quantities must match the"
                        + " regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
                "{'spec':{'containers':[{'name':'c','image':'i','resources':{'limits':{'cpu':'100m'},'requests':{'cpu':"
                        + "0.2}}}]}}|spec.containers[0].resources.requests: Invalid value: \"200m\": must be less than or"
                        + " equal to cpu limit of 100m",
                "{'spec':{'containers':[{'name':'c','image':'i','volumeMounts':[{'name':'v','mountPath':'/v'}]}]}}|"
                        + "spec.containers[0].volumeMounts[0].name: Not found: \"v\"",
                "{'spec':{'containers':[{'name':'c','image':'i','livenessProbe':{}}]}}|"
                        + "spec.containers[0].livenessProbe: Required value: must specify a handler type",
                "{'metadata':{'name':'x','labels':{'a':'b c'}},'spec':{'containers':[C]}}|metadata.labels: Invalid value:"
                        + " \"b c\": a valid label must be an empty string or consist of alphanumeric characters, '-',"
                        + " '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
                        + " 'my_value',  or '12345', regex used for validation is"
                        + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
            })
    void pods(String document, String sentence) {
        refused(Resources.PODS, document, "Pod", sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'spec':{'replicas':-1,S,T}}|spec.replicas: Invalid value: -1: must be greater than or equal to 0",
                "{'spec':{T}}|spec.selector: Required value",
                "{'spec':{'selector':{},T}}|spec.selector: Invalid value: {}: empty selector is invalid for deployment",
                "{'spec':{'selector':{'matchLabels':{'app':'y'}},T}}|spec.template.metadata.labels: Invalid value:"
                        + " {\"app\":\"x\"}: `selector` does not match template `labels`",
                "{'spec':{S,T,'strategy':{'rollingUpdate':{'maxSurge':0,'maxUnavailable':0}}}}|"
                        + "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is"
                        + " 0",
                "{'spec':{S,T,'progressDeadlineSeconds':5,'minReadySeconds':5}}|spec.progressDeadlineSeconds: Invalid"
                        + " value: 5: must be greater than minReadySeconds",
            })
    void deployments(String document, String sentence) {
        refused(Resources.DEPLOYMENTS, document, "Deployment.apps", sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{}|spec.ports: Required value",
                "{'spec':{'ports':[{'port':0}]}}|[spec.ports[0].port: Invalid value: 0: must be between 1 and 65535,"
                        + " inclusive, spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535,"
                        + " inclusive]",
                "{'spec':{'ports':[{'port':80,'nodePort':30001}]}}|spec.ports[0].nodePort: Forbidden: may not be used"
                        + " when `type` is 'ClusterIP'",
                "{'spec':{'type':'NodePort','ports':[{'port':80,'nodePort':80}]}}|spec.ports[0].nodePort: Invalid value:"
                        + " 80: provided port is not in the valid range. The range of valid ports is 30000-32767",
                "{'spec':{'clusterIP':'10.63.0.1','ports':[{'port':80}]}}|spec.clusterIPs: Invalid value:"
                        + " [\"10.63.0.1\"]: failed to allocate IP 10.63.0.1: provided IP is already allocated",
                "{'spec':{'clusterIP':'10.1.0.1','ports':[{'port':80}]}}|spec.clusterIPs: Invalid value:"
                        + " [\"10.1.0.1\"]: failed to allocate IP 10.1.0.1: the provided IP (10.1.0.1) is not in the"
                        + " valid range. The range of valid IPs is 10.63.0.0/16",
                "{'spec':{'type':'ExternalName'}}|spec.externalName: Required value",
            })
    void services(String document, String sentence) {
        refused(Resources.SERVICES, document, "Service", sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "configmaps|{'data':{'a/b':'x'}}|ConfigMap|data[a/b]: Invalid value: \"a/b\": a valid config key must"
                        + " consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or"
                        + " 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
                "secrets|{'data':{'a':'not base64'}}|Secret|data[a]: Invalid value: \"…\": illegal base64 data",
                "secrets|{'type':'kubernetes.io/tls','data':{'tls.crt':''}}|Secret|data[tls.key]: Required value",
                "jobs|{'spec':{'template':{'spec':{'containers':[C]}}}}|Job.batch|spec.template.spec.restartPolicy:"
                        + " Unsupported value: \"Always\": supported values: \"OnFailure\", \"Never\"",
                "roles|{'rules':[{'apiGroups':[''],'resources':['pods']}]}|Role.rbac.authorization.k8s.io|rules[0].verbs:"
                        + " Required value: verbs must contain at least one value",
                "leases|{'spec':{'leaseDurationSeconds':0}}|Lease.coordination.k8s.io|spec.leaseDurationSeconds: Invalid"
                        + " value: 0: must be greater than 0",
                "endpointslices|{'endpoints':[]}|EndpointSlice.discovery.k8s.io|addressType: Required value",
            })
    void others(String plural, String document, String kind, String sentence) {
        Resource resource = Resources.all().stream()
                .filter(one -> one.plural().equals(plural))
                .findFirst()
                .orElseThrow();
        refused(resource, document, kind, sentence);
    }

    private void refused(Resource resource, String document, String kind, String sentence) {
        ObjectNode object = doc(document.replace("C", "{'name':'c','image':'i'}")
                .replace("S,", "'selector':{'matchLabels':{'app':'x'}},")
                .replace(
                        "T}",
                        "'template':{'metadata':{'labels':{'app':'x'}},'spec':{'containers':[{'name':'c','image':'i'}]}"
                                + "}}")
                .replace(
                        "T,",
                        "'template':{'metadata':{'labels':{'app':'x'}},'spec':{'containers':[{'name':'c','image':'i'}]}"
                                + "},"));
        object.withObject("metadata").put("name", "x");
        assertThatThrownBy(() -> objects.create(resource, "default", object, WriteOptions.by("test")))
                .isInstanceOfSatisfying(Fault.class, fault -> {
                    assertThat(fault.sentence()).isEqualTo(kind + " \"x\" is invalid: " + sentence);
                    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNPROCESSABLE);
                    assertThat(fault.details()).isNotEmpty();
                });
    }
}
