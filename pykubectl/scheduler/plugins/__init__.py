"""The scheduler's plugins, in the order of the real one's defaults.

A plugin is a module with any of

    prepare(cycle) -> state                       once per pod; raises Unschedulable when no node will do
    filter(cycle, state, info) -> Rejection|None  whether the node will do; None: it will
    score(cycle, state, info) -> float            how good it is, in the plugin's own measure
    normalize(scores, cycle) -> scores            to 0..100; without one they are that already
    LOCAL = True                                  what filter says depends on the node and the pods on it alone

`prepare` may return None: then the plugin has nothing to say about this pod and is not asked again.

To add one: write plugins/<module>.py and add its row.

Upstream: pkg/scheduler/framework/plugins, apis/config/v1/default_plugins.go.
"""

from importlib import import_module
from types import ModuleType
from typing import NamedTuple

SCORE_MAX = 100


class Rejection(NamedTuple):
    """Why a node will not do; `hopeless`: no matter which pods leave it."""

    reasons: tuple[str, ...]
    hopeless: bool = False


class Unschedulable(Exception):
    """No node will do, for a reason of the pod's own; the message goes into FailedScheduling."""


class Plugin(NamedTuple):
    """`weight` 0: does not score."""

    module: str
    weight: int = 0


PLUGINS = (
    Plugin("node_unschedulable"),
    Plugin("node_name"),
    Plugin("taint_toleration", 3),
    Plugin("node_affinity", 2),
    Plugin("node_ports"),
    Plugin("node_resources_fit", 1),
    Plugin("volume_binding"),
    Plugin("pod_topology_spread", 2),
    Plugin("inter_pod_affinity", 2),
    Plugin("node_resources_balanced_allocation", 1),
    Plugin("image_locality", 1),
)


def load(plugin: Plugin) -> ModuleType:
    return import_module(f"pykubectl.scheduler.plugins.{plugin.module}")
