"""config set-credentials: entries for users.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/config/set_credentials.go.
"""

import os

from pykubectl import Object
from pykubectl.cli.commands.config.entries import file_content, set_or_drop
from pykubectl.cli.errors import Failure, UsageError
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.kubeconfig_files import file_with, load, save, set_entry
from pykubectl.cli.session import Session
from pykubectl.client import kubeconfig


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if len(arguments) != 1:
        raise UsageError(f"Unexpected args: [{' '.join(arguments)}]", session.path)
    _check(flags)
    name = arguments[0]
    path = file_with(session, "users", name)
    config = load(path)
    user = dict(kubeconfig.entry(config, "users", name) or {})
    for key in ("client-certificate", "client-key"):
        if key in flags.changed:
            _set_file(user, key, flags)
    for key in ("token", "username", "password"):
        if key in flags.changed:
            set_or_drop(user, key, flags[key])
    if flags["token"]:
        user.pop("username", None)
        user.pop("password", None)
    elif flags["username"] or flags["password"]:
        user.pop("token", None)
    _set_provider(user, flags)
    _set_exec(user, flags)
    set_entry(config, "users", name, user)
    save(path, config)
    session.line(f"User {quote(name)} set.")
    return None


def _check(flags: Flags) -> None:
    methods = []
    if flags["token"]:
        methods.append("--token")
    if flags["username"] or flags["password"]:
        methods.append("--username/--password")
    if len(methods) > 1:
        raise Failure(f"you cannot specify more than one authentication method at the same time: {', '.join(methods)}")
    if flags["embed-certs"] and not (flags["client-certificate"] or flags["client-key"]):
        raise Failure("you must specify a --client-certificate or --client-key to embed")


def _set_file(user: Object, key: str, flags: Flags) -> None:
    if flags["embed-certs"] and flags[key]:
        user[f"{key}-data"] = file_content(flags[key], key)
        user.pop(key, None)
    else:
        set_or_drop(user, key, os.path.abspath(flags[key]) if flags[key] else "")
        user.pop(f"{key}-data", None)


def _set_provider(user: Object, flags: Flags) -> None:
    if flags["auth-provider"]:
        user["auth-provider"] = {"name": flags["auth-provider"], "config": {}}
    provider = user.get("auth-provider")
    if not flags["auth-provider-arg"] or provider is None:
        return
    config = dict(provider.get("config") or {})
    for text in flags["auth-provider-arg"]:
        key, equals, value = text.partition("=")
        if equals:
            config[key] = value
        else:
            config.pop(key.removesuffix("-"), None)
    user["auth-provider"] = {**provider, "config": config}


def _set_exec(user: Object, flags: Flags) -> None:
    if "exec-command" in flags.changed:
        user["exec"] = {"command": flags["exec-command"], "provideClusterInfo": False}
    if "exec" not in user:
        return
    plugin = dict(user["exec"])
    if "exec-api-version" in flags.changed:
        plugin["apiVersion"] = flags["exec-api-version"]
    if "exec-arg" in flags.changed:
        plugin["args"] = flags["exec-arg"]
    if "exec-interactive-mode" in flags.changed:
        plugin["interactiveMode"] = flags["exec-interactive-mode"]
    if "exec-provide-cluster-info" in flags.changed:
        plugin["provideClusterInfo"] = flags["exec-provide-cluster-info"]
    environment = {entry["name"]: entry["value"] for entry in plugin.get("env") or ()}
    for text in flags["exec-env"]:
        key, equals, value = text.partition("=")
        if equals:
            environment[key] = value
        else:
            environment.pop(key.removesuffix("-"), None)
    if environment:
        plugin["env"] = [{"name": key, "value": value} for key, value in environment.items()]
    user["exec"] = plugin


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
