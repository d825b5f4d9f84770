"""Whether what a kubeconfig and the flags say of a cluster and its user can be used at all; nothing is sent anywhere.

Upstream: client-go/tools/clientcmd/validation.go.
"""

from collections.abc import Iterator

from pykubectl import Object
from pykubectl.client.kubeconfig import Settings, Target

_CLUSTER = ("certificate-authority", "proxy-url")
_USER = ("client-certificate", "client-key", "token", "username", "password")
_PROXIES = ("http", "https", "socks5")


def problems(target: Target, settings: Settings, user_name: str, cluster_name: str) -> list[str]:
    """What kubectl complains of, the user's before the cluster's."""
    user = {**target.user, **{name: settings[name] for name in _USER if settings.get(name)}}
    cluster = {**target.cluster, **{name: settings[name] for name in _CLUSTER if settings.get(name)}}
    return [*_of_user(user, user_name), *_of_cluster(cluster, cluster_name)]


def _of_user(user: Object, name: str) -> Iterator[str]:
    methods = []
    if user.get("token"):
        methods.append("token")
    if user.get("username") or user.get("password"):
        methods.append("basicAuth")
    if user.get("client-certificate") or user.get("client-certificate-data"):
        if not user.get("client-key") and not user.get("client-key-data"):
            yield f"client-key-data or client-key must be specified for {name} to use the clientCert authentication method."
        for field, what in (("client-certificate", "client-cert"), ("client-key", "client-key")):
            if user.get(field) and not user.get(f"{field}-data"):
                yield from _unreadable(user[field], f"{what} {user[field]} for {name}")
    if len(methods) > 1:
        yield f"more than one authentication method found for {name}; found [{' '.join(methods)}], only one is allowed"


def _of_cluster(cluster: Object, name: str) -> Iterator[str]:
    proxy = cluster.get("proxy-url")
    scheme = proxy.partition("://")[0] if proxy and "://" in proxy else ""
    if proxy and scheme not in _PROXIES:
        yield f'invalid \'proxy-url\' "{proxy}" for cluster "{name}": unsupported scheme "{scheme}", must be http, https, or socks5'
    authority = cluster.get("certificate-authority")
    if authority and not cluster.get("certificate-authority-data"):
        yield from _unreadable(authority, f"certificate-authority {authority} for {name}")


def _unreadable(path: str, what: str) -> Iterator[str]:
    try:
        with open(path, "rb"):
            pass
    except OSError as error:
        yield f"unable to read {what} due to open {path}: {(error.strerror or '').lower()}"
