"""config set-credentials: entries for users.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/config/set_credentials.go.
"""

from typing import NamedTuple

from pykubectl import Object
from pykubectl.cli.commands.config.arguments import exactly
from pykubectl.cli.commands.config.entries import check_file, set_file, set_or_drop
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.help import command_help
from pykubectl.cli.kubeconfig_files import merged, modify
from pykubectl.cli.session import Session

INTERACTIVE_MODES = ("IfAvailable", "Always", "Never")


class _Pairs(NamedTuple):
    """`key=value` of a flag, and the keys of its `key-`."""

    given: dict[str, str]
    removed: list[str]


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    exactly(1, session, COMMAND, arguments, "unexpected")
    provider, environment = (_pairs(session, flags, name) for name in ("auth-provider-arg", "exec-env"))
    name = arguments[0]
    _check(name, flags)
    config = merged(session)
    user = dict(config["users"].get(name) or {})
    for key in ("client-certificate", "client-key"):
        if key in flags.changed:
            set_file(user, key, flags[key], embed=flags["embed-certs"])
    for key in ("token", "username", "password"):
        if key in flags.changed:
            set_or_drop(user, key, flags[key])
    _set_provider(user, flags, provider)
    _set_exec(user, flags, environment)
    if flags["token"]:
        user.pop("username", None)
        user.pop("password", None)
    elif flags["username"] or flags["password"]:
        user.pop("token", None)
    config["users"][name] = user
    modify(session, config)
    session.line(f"User {quote(name)} set.")
    return None


def _pairs(session: Session, flags: Flags, name: str) -> _Pairs:
    found = _Pairs({}, [])
    wrong = []
    for text in flags[name]:
        key, equals, value = text.partition("=")
        if equals and key:
            found.given[key] = value
        elif text.endswith("-") and text != "-":
            found.removed.append(text[:-1])
        else:
            wrong.append(text)
    if wrong:
        session.write(command_help(COMMAND, session.path))
        raise Failure(f"invalid {name} format: {', '.join(wrong)}")
    return found


def _check(name: str, flags: Flags) -> None:
    if not name:
        raise Failure("you must specify a non-empty user name")
    methods = []
    if flags["token"]:
        methods.append("--token")
    if flags["username"] or flags["password"]:
        methods.append("--username/--password")
    if len(methods) > 1:
        raise Failure(f"you cannot specify more than one authentication method at the same time: {', '.join(methods)}")
    if flags["embed-certs"]:
        files = [key for key in ("client-certificate", "client-key") if flags[key]]
        if not files:
            raise Failure("you must specify a --client-certificate or --client-key to embed")
        for key in files:
            check_file(flags[key], key)
    if "exec-interactive-mode" in flags.changed and flags["exec-interactive-mode"] not in INTERACTIVE_MODES:
        raise Failure("invalid interactive mode type, can be only IfAvailable, Never, Always")


def _set_provider(user: Object, flags: Flags, pairs: _Pairs) -> None:
    provider = user.get("auth-provider")
    if "auth-provider" in flags.changed and (provider is None or provider.get("name", "") != flags["auth-provider"]):
        provider = {"name": flags["auth-provider"]}
    if provider is None:
        return
    kept = {key: value for key, value in (provider.get("config") or {}).items() if key not in pairs.removed}
    user["auth-provider"] = {**provider, "config": dict(sorted({**kept, **pairs.given}.items()))}


def _set_exec(user: Object, flags: Flags, pairs: _Pairs) -> None:
    if "exec-command" in flags.changed:
        plugin = {key: value for key, value in (user.get("exec") or {}).items() if key != "args"}
        user["exec"] = {**plugin, "command": flags["exec-command"]}
    if "exec" not in user:
        return
    plugin = user["exec"] = dict(user["exec"])
    for flag, key in (
        ("exec-api-version", "apiVersion"),
        ("exec-interactive-mode", "interactiveMode"),
        ("exec-provide-cluster-info", "provideClusterInfo"),
    ):
        if flag in flags.changed:
            set_or_drop(plugin, key, flags[flag])
    if flags["exec-arg"]:
        plugin["args"] = flags["exec-arg"]
    if flags["exec-env"]:
        before = plugin.get("env") or ()
        kept = {one.get("name", ""): one.get("value", "") for one in before if one.get("name") not in pairs.removed}
        plugin["env"] = [{"name": key, "value": value} for key, value in {**kept, **pairs.given}.items()]


COMMAND = Command(
    "set-credentials NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token]"
    " [--username=basic_user] [--password=basic_password] [--auth-provider=provider_name]"
    " [--auth-provider-arg=key=value] [--exec-command=exec_command] [--exec-api-version=exec_api_version]"
    " [--exec-arg=arg] [--exec-env=key=value]",
    run,
    short="Set an entry for a user",
    long="Sets an entry for a user. Of one that is there, only the fields given are changed.",
    examples="""
# A client certificate
kubectl config set-credentials admin --client-certificate=admin.crt --client-key=admin.key

# A token
kubectl config set-credentials robot --token=abc
""",
    flags=(
        Flag("auth-provider", "string", "", "Name of an authentication provider."),
        Flag("auth-provider-arg", "strings", [], "Argument of the provider (key=value)."),
        Flag("client-certificate", "string", "", "File with the client's certificate."),
        Flag("client-key", "string", "", "File with the client's key."),
        Flag("embed-certs", "bool", False, "Put certificate and key themselves into the entry."),
        Flag("exec-api-version", "string", "", "API version of the command that gives credentials."),
        Flag("exec-arg", "strings", [], "Argument of that command."),
        Flag("exec-command", "string", "", "A command that gives credentials."),
        Flag("exec-env", "array", [], "Environment of that command (key=value)."),
        Flag("exec-interactive-mode", "string", "", "Whether that command may ask: Never, IfAvailable or Always."),
        Flag("exec-provide-cluster-info", "bool", False, "Whether that command is told about the cluster."),
        Flag("password", "string", "", "Password of basic authentication."),
        Flag("token", "string", "", "Bearer token."),
        Flag("username", "string", "", "User of basic authentication."),
    ),
)
