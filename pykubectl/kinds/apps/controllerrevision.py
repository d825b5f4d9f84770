"""Controller revisions: what a daemon set or stateful set was.

Upstream: pkg/registry/apps/controllerrevision.
"""

from pykubectl import Object


def default(obj: Object) -> None:
    obj.setdefault("revision", 0)
