"""create ingress: rules host/path=service:port[,tls[=secret]].

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_ingress.go.
"""

import re
from typing import NamedTuple

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.generating import GENERATOR_FLAGS, Made, create_object, metadata, the_name
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.session import Session

_RULE = re.compile(r"([\w*\-.]*/[^=]*)=([\w\-.]+):([\w\-]+)(,.*)?")
_BACKEND = re.compile(r"[\w\-.]+:[\w\-]+")


class Rule(NamedTuple):
    """`secret` is None without TLS, and "" for TLS with the controller's own certificate."""

    host: str
    path: str
    path_type: str
    service: str
    port: str
    secret: str | None


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = the_name(session, flags, arguments)
    if not flags["rule"] and not flags["default-backend"]:
        raise Failure(
            "not enough information provided: every ingress has to either specify a default-backend (which catches all"
            " traffic) or a list of rules (which catch specific paths)"
        )
    rules = [_rule(text) for text in flags["rule"]]
    about = metadata(session, name)
    if flags["annotation"]:
        about["annotations"] = _annotations(flags["annotation"])
    spec: Object = {"ingressClassName": flags["class"]} if flags["class"] else {}
    if flags["default-backend"]:
        if _BACKEND.fullmatch(flags["default-backend"]) is None:
            raise Failure("default-backend should be in format servicename:serviceport")
        service, _, port = flags["default-backend"].partition(":")
        spec["defaultBackend"] = _backend(service, port)
    tls = _tls(rules)
    if tls:
        spec["tls"] = tls
    if rules:
        spec["rules"] = _by_host(rules)
    obj: Object = {"kind": "Ingress", "apiVersion": "networking.k8s.io/v1", "metadata": about, "spec": spec}
    obj["status"] = {"loadBalancer": {}}
    return create_object(session, flags, Made(obj, "ingresses", failure="failed to create ingress: "))


def _annotations(texts: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals:
            raise Failure(f"annotation {text} is invalid and should be in format key=[value]")
        found[key] = value
    return found


def _rule(text: str) -> Rule:
    match = _RULE.fullmatch(text)
    if match is None:
        raise Failure(f"rule {text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]")
    address, service, port, _ = match.groups()
    host, slash, rest = address.partition("/")
    path = slash + rest
    path_type = "Prefix" if path.endswith("*") or not path else "Exact"
    path = path.removesuffix("*") or "/"
    return Rule(host, path, path_type, service, port, _secret(text))


def _secret(rule: str) -> str | None:
    """The secret of `,tls[=secret]`; kubectl only counts the parts."""
    parts = rule.split(",")
    if len(parts) != 2:
        return None
    words = parts[1].split("=")
    return words[1] if len(words) == 2 else ""


def _backend(service: str, port: str) -> Object:
    return {"service": {"name": service, "port": {"number": int(port)} if port.isdigit() else {"name": port}}}


def _tls(rules: list[Rule]) -> list[Object]:
    """One entry per secret, with its hosts."""
    hosts: dict[str, list[str]] = {}
    added: set[str] = set()
    for rule in rules:
        if rule.secret is None:
            continue
        if rule.host in added:
            continue
        if rule.secret in hosts:
            hosts[rule.secret].append(rule.host)
        elif rule.host or rule.secret:
            hosts[rule.secret] = [rule.host] if rule.host else []
        added.add(rule.host)
    entries: list[Object] = []
    for secret, names in hosts.items():
        entry: Object = {"hosts": names} if names else {}
        entries.append({**entry, "secretName": secret} if secret else entry)
    return entries


def _by_host(rules: list[Rule]) -> list[Object]:
    paths: dict[str, list[Object]] = {}
    for rule in rules:
        path = {"path": rule.path, "pathType": rule.path_type, "backend": _backend(rule.service, rule.port)}
        paths.setdefault(rule.host, []).append(path)
    return [
        {"host": host, "http": {"paths": found}} if host else {"http": {"paths": found}}
        for host, found in paths.items()
    ]


COMMAND = Command(
    "ingress NAME --rule=host/path=service:port[,tls[=secret]] ",
    run,
    short="An ingress",
    long="Makes an ingress of rules; a path that ends in * is a prefix, any other is exact.",
    examples="""
# One path of one host
kubectl create ingress shop --rule="shop.example.com/*=web:80"

# With TLS and a class
kubectl create ingress shop --class=nginx --rule="shop.example.com/*=web:80,tls=shop-cert"
""",
    flags=(
        Flag("annotation", "array", [], "Annotation of the ingress (key=value); may be repeated."),
        Flag("class", "string", "", "The ingress class."),
        Flag("default-backend", "string", "", "Service for what no rule catches (service:port)."),
        Flag("rule", "array", [], "host/path=service:port[,tls[=secret]]; may be repeated."),
        *GENERATOR_FLAGS,
    ),
)
