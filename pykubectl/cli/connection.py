"""What the flags of every command say of the connection: which cluster, who asks, how long a request may take.

Upstream: staging/src/k8s.io/cli-runtime/pkg/genericclioptions/config_flags.go.
"""

import re
from collections.abc import Mapping
from typing import Any

from pykubectl.cli.errors import ConfigInvalid, Failure
from pykubectl.cli.grammar import Flags
from pykubectl.cli.options import GLOBAL_FLAGS
from pykubectl.machinery.requests import ADMIN, User

_SETTINGS = frozenset(
    {
        "as", "as-group", "as-uid", "as-user-extra", "certificate-authority", "client-certificate", "client-key", "cluster",
        "context", "disable-compression", "insecure-skip-tls-verify", "kubeconfig", "namespace", "password", "proxy-url",
        "request-timeout", "server", "tls-server-name", "token", "user", "username",
    }
)  # fmt: skip
_NUMBER = re.compile(r"(\+?\d+)?")
_PROFILES = ("none", "cpu", "heap", "goroutine", "threadcreate", "block", "mutex", "allocs", "trace")


def settings(flags: Flags) -> dict[str, Any]:
    """The global flags that choose cluster, user and context, by name; only those that were given."""
    return {name: flags[name] for name in _SETTINGS if name in flags.changed and _is_global(flags, name)}


def _is_global(flags: Flags, name: str) -> bool:
    """Whether a flag is the global one, and not one that the command has under the same name."""
    return flags.known[name] in GLOBAL_FLAGS


def check_choice(settings: Mapping[str, Any]) -> None:
    """Whether there are a context and a cluster of the names given. Raises ConfigInvalid, Failure."""
    context, cluster = settings.get("context"), settings.get("cluster")
    if not context and not cluster:
        return
    from pykubectl.client import kubeconfig

    config = kubeconfig.load(settings)
    if context and kubeconfig.entry(config, "contexts", context) is None:
        raise ConfigInvalid(f"context was not found for specified context: {context}")
    if cluster and kubeconfig.entry(config, "clusters", cluster) is None:
        raise Failure(f'no server found for cluster "{cluster}"')


def check_impersonation(flags: Flags, settings: Mapping[str, Any]) -> None:
    """Raises Failure."""
    if not flags.get("as") and (flags.get("as-group") or flags.get("as-uid") or flags.get("as-user-extra")):
        from pykubectl.client.kubeconfig import user_name

        name = user_name(settings)
        raise Failure(f"requesting uid, groups or user-extra for {name} without impersonating a user")


def check_profile(flags: Flags) -> None:
    """Raises Failure."""
    profile = flags.get("profile", "none")
    if _is_global(flags, "profile") and profile not in _PROFILES:
        raise Failure(f"unknown profile '{profile}'")


def check_timeout(flags: Flags) -> None:
    """Raises Failure."""
    if _seconds(flags.get("request-timeout", "0")) is None:
        raise Failure(
            "Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a"
            " corresponding time unit (e.g. 1s | 2m | 3h)"
        )


def request_seconds(flags: Flags) -> float | None:
    """--request-timeout: how long one request may take; None for as long as it takes."""
    text = flags.get("request-timeout", "0")
    if not _is_global(flags, "request-timeout") or text in ("0", ""):
        return None
    seconds = _seconds(text)
    return seconds if seconds is not None and seconds > 0 else None


def _seconds(text: str) -> float | None:
    """Of a number of seconds or a duration of Go's; None if it is neither."""
    if _NUMBER.fullmatch(text):
        return float(text or 0)
    from pykubectl.machinery.timestamps import parse_duration

    try:
        return parse_duration(text).total_seconds()
    except ValueError:
        return None


def user(flags: Flags) -> User:
    """Who asks: --as, or whoever the client is."""
    name = flags.get("as", "")
    if not name or not _is_global(flags, "as"):
        return ADMIN
    groups = [*(flags["as-group"] or _account_groups(name)), "system:authenticated"]
    return User(name, tuple(dict.fromkeys(groups)), flags["as-uid"], _extra(flags["as-user-extra"]))


def _account_groups(user: str) -> list[str]:
    """The groups that a service account is in; nobody else is in any unless --as-group says so."""
    parts = user.split(":")
    if len(parts) != 4 or parts[:2] != ["system", "serviceaccount"]:
        return []
    return ["system:serviceaccounts", f"system:serviceaccounts:{parts[2]}"]


def _extra(pairs: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        key, _, value = pair.partition("=")
        found[key] = (*found.get(key, ()), value)
    return found
