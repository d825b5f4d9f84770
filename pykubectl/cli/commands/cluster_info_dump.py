"""cluster-info dump: nodes, and of each namespace what runs there, with the logs.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/clusterinfo/clusterinfo_dump.go.
"""

import os

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.printers import TEMPLATE_FLAGS, Printer, printer_for, without_managed_fields
from pykubectl.cli.printers.json import in_order
from pykubectl.cli.resources import ALL_NAMESPACES_FLAG
from pykubectl.cli.session import Session
from pykubectl.errors import StatusError
from pykubectl.machinery.field_order import as_sent
from pykubectl.machinery.schema import Schema
from pykubectl.machinery.typed_form import typed

LISTS = (
    ("events", "/api/v1", "events"),
    ("replication-controllers", "/api/v1", "replicationcontrollers"),
    ("services", "/api/v1", "services"),
    ("daemonsets", "/apis/apps/v1", "daemonsets"),
    ("deployments", "/apis/apps/v1", "deployments"),
    ("replicasets", "/apis/apps/v1", "replicasets"),
    ("pods", "/api/v1", "pods"),
)


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    show = printer_for(session, flags)
    if show is None or flags["output"] == "json":
        managed = flags["show-managed-fields"]
        show = in_order if managed else lambda obj: in_order(without_managed_fields(obj))
    if flags["pod-running-timeout"] <= 0:
        raise Failure("--pod-running-timeout must be higher than zero")
    dump = _Dump(session, flags["output-directory"], show, flags["output"])
    dump.put("nodes", _typed(session, session.request("GET", "/api/v1/nodes")))
    for namespace in _namespaces(session, flags):
        for name, root, plural in LISTS:
            found = session.request("GET", f"{root}/namespaces/{namespace}/{plural}")
            dump.put(f"{namespace}/{name}", _typed(session, found))
        for pod in found["items"]:
            dump.logs(namespace, pod)
    if flags["output-directory"] not in ("", "-"):
        session.line(f"Cluster info dumped to {flags['output-directory']}")
    return None


def _typed(session: Session, found: Object) -> Object:
    """A list as the client's Go types have it, which it prints in their order."""
    kind, version = str(found["kind"]).removesuffix("List"), str(found["apiVersion"])
    schema = session.client.patch_strategy(version, kind)
    if not isinstance(schema, Schema):
        return found
    items = []
    for item in found["items"]:
        one = as_sent(typed({**item, "apiVersion": version, "kind": kind}, schema))
        items.append({name: value for name, value in one.items() if name not in ("kind", "apiVersion")})
    return {"kind": found["kind"], "apiVersion": version, "metadata": as_sent(found)["metadata"], "items": items}


def _namespaces(session: Session, flags: Flags) -> list[str]:
    if flags["all-namespaces"]:
        return [item["metadata"]["name"] for item in session.request("GET", "/api/v1/namespaces")["items"]]
    given: list[str] = flags["namespaces"]
    return given or ["kube-system", session.namespace]


class _Dump:
    """Where the output goes: stdout, or one file per list."""

    def __init__(self, session: Session, directory: str, show: Printer, output: str) -> None:
        self.session = session
        self.directory = "" if directory == "-" else directory
        self.show = show
        self.names_only = output == "name"
        self.suffix = "yaml" if output == "yaml" else "json"

    def put(self, name: str, obj: Object) -> None:
        if self.names_only:
            raise Failure(f"list types are not supported by name printing: *v1.{obj['kind']}")
        self._write(f"{name}.{self.suffix}", self.show(obj))

    def logs(self, namespace: str, pod: Object) -> None:
        name = pod["metadata"]["name"]
        texts = []
        for container in pod["spec"]["containers"]:
            about = f"container {container['name']} of pod {namespace}/{name}"
            texts.append(f"==== START logs for {about} ====\n{self._log(namespace, name, container['name'])}")
            texts.append(f"==== END logs for {about} ====\n")
        self._write(os.path.join(namespace, name, "logs.txt"), "".join(texts))

    def _log(self, namespace: str, pod: str, container: str) -> str:
        try:
            text = self.session.request(
                "GET", f"/api/v1/namespaces/{namespace}/pods/{pod}/log", query={"container": container}
            )
        except StatusError as error:
            return f"Request log error: {error.message}\n"
        return str(text)

    def _write(self, name: str, text: str) -> None:
        if not self.directory:
            self.session.write(text)
            return
        path = os.path.join(self.directory, name)
        folder = os.path.dirname(path)
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError as error:
            while not os.path.exists(folder):
                folder = os.path.dirname(folder)
            raise Failure(f"mkdir {folder}: {(error.strerror or '').lower()}") from None
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


COMMAND = Command(
    "dump [flags]",
    run,
    short="Print everything that helps to find what is wrong",
    long="Prints the nodes, and of kube-system and the current namespace (or others) events, workloads, services and logs.",
    examples="""
# To stdout
kubectl cluster-info dump

# To files, all namespaces
kubectl cluster-info dump --all-namespaces --output-directory=./state
""",
    flags=(
        ALL_NAMESPACES_FLAG,
        Flag("namespaces", "strings", [], "The namespaces to dump."),
        Flag("output", "string", "json", "Output format.", "o"),
        Flag("output-directory", "string", "", "Where to put files; - for stdout."),
        Flag("pod-running-timeout", "duration", 20.0, "How long to wait until a pod runs."),
        *TEMPLATE_FLAGS,
    ),
)
