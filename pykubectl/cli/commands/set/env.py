"""set env: changes the environment of containers, or lists it.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/set/set_env.go, .../set/env.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from pykubectl import Object
from pykubectl.cli.commands.set.pod_specs import pod_spec, selected_containers
from pykubectl.cli.commands.set.updating import Setting, Update, begin, infos_of, update_objects
from pykubectl.cli.environment_references import reference_text, reference_value
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.printers import PRINT_FLAGS
from pykubectl.cli.resources import FILENAME_FLAGS, SELECTOR_FLAG
from pykubectl.cli.session import Session
from pykubectl.cli.writes import ALL_FLAG, DRY_RUN_FLAG, LOCAL_FLAG, field_manager_flag
from pykubectl.errors import StatusError
from pykubectl.machinery.objects import copy

_NAME = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*")
_NAME_RULE = (
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start"
    " with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is"
    " '[-._a-zA-Z][-._a-zA-Z0-9]*')"
)


class Wish(NamedTuple):
    """`variables` as they stand in a container's env, and the names that go."""

    variables: list[Object]
    removed: list[str]


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if flags["all"] and flags["selector"]:
        raise Failure("cannot set --all and --selector at the same time")
    resources, words = _split(arguments)
    setting = begin(session, flags, "env updated")
    setting.refuse_local_server_run()
    _check(flags, resources)
    wish = parse_wish(session, [*flags["env"], *words])
    variables = [*wish.variables, *_referred(setting)]
    if flags["prefix"]:
        variables = [{**one, "name": flags["prefix"] + one["name"]} for one in variables]
    wish = wish._replace(variables=variables)
    infos = infos_of(setting, [] if setting.is_local else resources)
    if flags["list"]:
        for info in infos:
            changed = copy(info.content)
            # kubectl is silent about what cannot be changed when it only lists.
            with suppress(Failure):
                change(session, flags, changed, wish)
                _list(session, flags, changed)
        return None
    update = Update(lambda obj: change(session, flags, obj, wish), "failed to patch env update to pod template:", [])
    update_objects(setting, infos, update)
    return None


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    resources: list[str] = []
    words: list[str] = []
    for argument in arguments:
        if argument.find("=") > 0 or argument.endswith("-"):
            words.append(argument)
        elif words:
            raise Failure(f"all resources must be specified before environment changes: {' '.join(arguments)}")
        else:
            resources.append(argument)
    return resources, words


def _check(flags: Flags, resources: list[str]) -> None:
    if not resources and not flags["filename"]:
        raise Failure("one or more resources must be specified as <resource> <name> or <resource>/<name>")
    if flags["list"] and flags["output"]:
        raise Failure("--list and --output may not be specified together")
    if flags["keys"] and not flags["from"]:
        raise Failure("when specifying --keys, a configmap or secret must be provided with --from")


def parse_wish(session: Session, words: Sequence[str]) -> Wish:
    """Of `KEY=value`, `KEY-` and `-`, which stands for the lines of stdin. Raises Failure."""
    variables: list[Object] = []
    removed: list[str] = []
    given: set[str] = set()
    for word in words:
        name, equals, value = word.partition("=")
        if word == "-":
            variables += _read(session)
        elif equals:
            if _NAME.fullmatch(name) is None:
                raise Failure(f"{quote(name)} is not a valid key name: {_NAME_RULE}")
            given.add(name)
            variables.append(_variable(name, value))
        elif word.endswith("-"):
            removed.append(word[:-1])
        else:
            raise Failure(f"unknown environment variable: {word}")
    if given.intersection(removed):
        raise Failure("can not both modify and remove the same environment variable in the same command")
    return Wish(variables, removed)


def _variable(name: str, value: str) -> Object:
    return {"name": name, "value": value} if value else {"name": name}


def _read(session: Session) -> list[Object]:
    found = []
    for line in session.streams.stdin.read().splitlines():
        name, equals, value = line.partition("#")[0].partition("=")
        if equals:
            found.append(_variable(name, value))
    return found


def _referred(setting: Setting) -> list[Object]:
    """The variables that --from makes of the keys of a config map or secret."""
    session, flags = setting.session, setting.flags
    if not flags["from"]:
        return []
    found: list[Object] = []
    for info in infos_of(setting, [] if setting.is_local else [flags["from"]]):
        field = {"ConfigMap": "configMapKeyRef", "Secret": "secretKeyRef"}.get(info.resource.kind)
        if field is None:
            raise Failure("unsupported resource specified in --from")
        for key in sorted(info.content.get("data") or {}):
            if flags["keys"] and key not in flags["keys"]:
                continue
            name = re.sub(r"[^a-zA-Z0-9_]", "_", key).upper()
            if name != key:
                session.note(f"Warning: key {key} transferred to {name}")
            found.append({"name": name, "valueFrom": {field: {"key": key, "name": info.name}}})
    return found


def change(session: Session, flags: Flags, obj: Object, wish: Wish) -> None:
    """Change the matching containers of an object in place. Raises Failure."""
    containers = selected_containers(pod_spec(obj), flags["containers"])
    if not containers:
        session.note(
            f"Warning: {obj['kind']}/{obj['metadata']['name']} does not have any containers matching"
            f" {quote(flags['containers'])}"
        )
    for container in containers:
        there: list[Object] = container.get("env") or []
        if not flags["overwrite"]:
            _check_overwrites(there, wish.variables)
        changed = updated(there, wish)
        if changed:
            container["env"] = changed
        else:
            container.pop("env", None)


def _check_overwrites(there: list[Object], variables: list[Object]) -> None:
    for new in variables:
        old = next((one for one in there if one["name"] == new["name"]), None)
        if old is not None and old.get("value", "") != new.get("value", ""):
            raise Failure(f"'{old['name']}' already has a value ({old.get('value', '')}), and --overwrite is false")


def updated(there: list[Object], wish: Wish) -> list[Object]:
    """The variables after the change: new values in old places, new variables at the end."""
    covered = set(wish.removed)
    out: list[Object] = []
    for one in there:
        if one["name"] in covered:
            continue
        new = next((other for other in wish.variables if other["name"] == one["name"]), None)
        if new is None:
            out.append(one)
        else:
            covered.add(one["name"])
            # An empty value that is there stays written out.
            out.append(one if {**new, "value": new.get("value", "")} == one else new)
    for one in wish.variables:
        if one["name"] not in covered:
            covered.add(one["name"])
            out.append(one)
    return out


def _list(session: Session, flags: Flags, obj: Object) -> None:
    namespace = obj["metadata"].get("namespace") or session.namespace
    for container in selected_containers(pod_spec(obj), flags["containers"]):
        failures: dict[str, list[str]] = {}
        session.line(f"# {obj['kind']} {obj['metadata']['name']}, container {container['name']}")
        for one in container.get("env") or ():
            source = one.get("valueFrom")
            if source is None:
                session.line(f"{one['name']}={one.get('value', '')}")
            elif not flags["resolve"]:
                session.line(f"# {one['name']} from {reference_text(source)}")
            else:
                try:
                    session.line(f"{one['name']}={reference_value(session, namespace, source, obj, container)}")
                except (Failure, StatusError) as error:
                    session.line(f"# {one['name']} from {reference_text(source)}")
                    failures.setdefault(error.message, []).append(one["name"])
        for text in sorted(
            f"error retrieving reference for {', '.join(sorted(names))}: {message}"
            for message, names in failures.items()
        ):
            session.note(text)


COMMAND = Command(
    "env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N",
    run,
    short="Change the environment of containers",
    long="Sets (KEY=VALUE), removes (KEY-) and lists environment variables of the containers of pods and pod templates."
    " `-` reads them from stdin; --from takes the keys of a config map or secret.",
    examples="""
# A variable for all containers of a deployment
kubectl set env deployment/web MODE=live

# What is set
kubectl set env deployment/web --list

# All keys of a config map, with a prefix
kubectl set env deployment/web --from=configmap/settings --prefix=APP_
""",
    flags=(
        ALL_FLAG,
        Flag("containers", "string", "*", "The containers that are meant; * stands for any run of characters.", "c"),
        DRY_RUN_FLAG,
        Flag("env", "array", [], "KEY=VALUE to set.", "e"),
        field_manager_flag("kubectl-set"),
        *FILENAME_FLAGS,
        Flag("from", "string", "", "Config map or secret (TYPE/NAME) whose keys become variables."),
        Flag("keys", "strings", [], "With --from: only these keys."),
        Flag("list", "bool", False, "Show the environment instead."),
        LOCAL_FLAG,
        *PRINT_FLAGS,
        Flag("overwrite", "bool", True, "Let variables that are there have new values."),
        Flag("prefix", "string", "", "Put this before the names."),
        Flag("resolve", "bool", False, "With --list: show the values behind references."),
        SELECTOR_FLAG,
    ),
)
