"""A network policy: which pods it isolates, and what it lets through to them and from them.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import labels_and_annotations, name_and_namespace, or_none
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.machinery.selectors import format_label_selector
from pykubectl.machinery.timestamps import parse_time

ALL_PODS = "<none> (Allowing the specific traffic to all pods in this namespace)"
# Direction, the peers' field, the title of a peer, and what it means that there are none.
DIRECTIONS = (
    ("ingress", "from", "From", "source"),
    ("egress", "to", "To", "destination"),
)


def describe(writer: Writer, policy: Object, subject: Subject) -> None:
    spec = policy.get("spec") or {}
    types = spec.get("policyTypes") or []
    name_and_namespace(writer, policy)
    created = policy["metadata"].get("creationTimestamp")
    if created:
        writer.field("Created on", parse_time(created).astimezone().strftime("%Y-%m-%d %H:%M:%S %z %Z"))
    labels_and_annotations(writer, policy)
    writer.line("Spec:")
    selector = spec.get("podSelector") or {}
    everything = not selector.get("matchLabels") and not selector.get("matchExpressions")
    writer.write("PodSelector: ", 1)
    writer.line(ALL_PODS if everything else format_label_selector(selector), level=2)
    for direction, field, title, place in DIRECTIONS:
        if direction.capitalize() not in types:
            writer.line(f"Not affecting {direction} traffic", level=1)
            continue
        writer.line(f"Allowing {direction} traffic:", level=1)
        rules = spec.get(direction) or []
        if not rules:
            writer.line(f"<none> (Selected pods are isolated for {direction} connectivity)", level=2)
        for index, rule in enumerate(rules):
            if index:
                writer.line("----------", level=2)
            _write_ports(writer, rule.get("ports") or ())
            _write_peers(writer, rule.get(field) or (), title, place)
    writer.line(f"Policy Types: {or_none(', '.join(types))}", level=1)


def _write_ports(writer: Writer, ports: Sequence[Object]) -> None:
    if not ports:
        writer.line("To Port: <any> (traffic allowed to all ports)", level=2)
    for port in ports:
        number, protocol = port.get("port", "<nil>"), port.get("protocol", "TCP")
        if port.get("endPort") is None:
            writer.line(f"To Port: {number}/{protocol}", level=2)
        else:
            writer.line(f"To Port Range: {number}-{port['endPort']}/{protocol}", level=2)


def _write_peers(writer: Writer, peers: Sequence[Object], title: str, place: str) -> None:
    if not peers:
        writer.line(f"{title}: <any> (traffic not restricted by {place})", level=2)
    for peer in peers:
        writer.line(f"{title}:", level=2)
        selectors = [name for name in ("namespaceSelector", "podSelector") if peer.get(name) is not None]
        for name in selectors:
            writer.line(f"{name[0].upper()}{name[1:]}: {format_label_selector(peer[name])}", level=3)
        block = peer.get("ipBlock")
        if block is not None and not selectors:
            writer.line("IPBlock:", level=3)
            writer.line(f"CIDR: {block['cidr']}", level=4)
            writer.line(f"Except: {', '.join(block.get('except') or ())}", level=4)
