"""Which function completes the arguments of a command, and which the value of a flag; flags of every command have the path "".

Upstream: the ValidArgsFunction and RegisterFlagCompletionFunc of staging/src/k8s.io/kubectl/pkg/cmd.
"""

from collections.abc import Mapping

from pykubectl.cli.completion.candidates import (
    Completer,
    containers,
    copied,
    fixed,
    names_anywhere,
    names_only,
    of_kubeconfig,
    of_kubeconfig_anywhere,
    pods,
    pods_and_containers,
    pods_and_ports,
    types_and_names,
    words,
)

_ANY = types_and_names()
_SCALED = types_and_names(("deployment", "replicaset", "replicationcontroller", "statefulset"))
_ROLLED = ("deployment", "daemonset", "statefulset")
_EXPOSED = ("pod", "service", "replicationcontroller", "deployment", "replicaset")
_IMAGES = ("daemonsets", "deployments", "pods", "cronjobs", "replicasets", "replicationcontrollers", "statefulsets")

ARGUMENTS: Mapping[str, Completer] = {
    "annotate": _ANY,
    "apply edit-last-applied": _ANY,
    "apply view-last-applied": _ANY,
    "attach": pods,
    "autoscale": _SCALED,
    "config delete-cluster": of_kubeconfig("clusters"),
    "config delete-context": of_kubeconfig("contexts"),
    "config delete-user": of_kubeconfig("users"),
    "config rename-context": of_kubeconfig("contexts"),
    "config set-context": of_kubeconfig("contexts"),
    "config use-context": of_kubeconfig("contexts"),
    "cordon": names_only("node"),
    "cp": copied,
    "create token": names_only("serviceaccount"),
    "debug": _ANY,
    "delete": _ANY,
    "describe": _ANY,
    "drain": names_only("node"),
    "edit": _ANY,
    "exec": pods,
    "expose": types_and_names(_EXPOSED),
    "get": _ANY,
    "label": _ANY,
    "logs": pods_and_containers,
    "patch": _ANY,
    "port-forward": pods_and_ports,
    "rollout history": types_and_names(_ROLLED),
    "rollout pause": types_and_names(("deployment",)),
    "rollout restart": types_and_names(_ROLLED),
    "rollout resume": types_and_names(("deployment",)),
    "rollout status": types_and_names(_ROLLED, repeat=False),
    "rollout undo": types_and_names(_ROLLED),
    "scale": _SCALED,
    "set image": types_and_names(_IMAGES, repeat=False),
    "taint": types_and_names(("node",)),
    "top node": names_only("node"),
    "top pod": names_only("pod"),
    "uncordon": names_only("node"),
}

# Words that are the first argument; after one of them the shell is on its own.
FIRST_WORDS: Mapping[str, tuple[str, ...]] = {"completion": ("bash", "fish", "powershell", "zsh")}

_FORMATS = (
    "json", "yaml", "kyaml", "name", "go-template", "go-template-file", "template", "templatefile", "jsonpath",
    "jsonpath-as-json", "jsonpath-file", "custom-columns", "custom-columns-file", "wide",
)  # fmt: skip
_SUBRESOURCES = fixed("status", "scale", "resize")
VALUES: Mapping[tuple[str, str], Completer] = {
    ("", "cluster"): of_kubeconfig_anywhere("clusters"),
    ("", "context"): of_kubeconfig_anywhere("contexts"),
    ("", "namespace"): names_anywhere("namespace"),
    ("", "user"): of_kubeconfig_anywhere("users"),
    ("apply", "subresource"): _SUBRESOURCES,
    ("config set-context", "namespace"): names_anywhere("namespace"),
    ("create clusterrolebinding", "clusterrole"): names_anywhere("clusterrole"),
    ("describe", "subresource"): _SUBRESOURCES,
    ("edit", "subresource"): _SUBRESOURCES,
    ("exec", "container"): containers,
    ("get", "output"): words(*_FORMATS),
    ("get", "subresource"): _SUBRESOURCES,
    ("kustomize", "load-restrictor"): words("LoadRestrictionsNone", "LoadRestrictionsRootOnly"),
    ("patch", "subresource"): _SUBRESOURCES,
    ("replace", "subresource"): _SUBRESOURCES,
}
