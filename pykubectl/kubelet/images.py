"""What is known of images without having them: does the program serve or end, and what does it print when it starts.

Known by the last part of the name; an unknown image serves and prints nothing. A container that has a command of its own
is taken to do what that says: a shell or a one-shot tool ends, unless it sleeps.
"""

from typing import NamedTuple

from pykubectl import Object


class Image(NamedTuple):
    """`serves`: runs until it is stopped. `prints`: the first lines of its log."""

    serves: bool
    prints: tuple[str, ...] = ()


IMAGES = {
    "nginx": Image(
        True,
        (
            "/docker-entrypoint.sh: Configuration complete; ready for start up",
            'nginx: using the "epoll" event method',
            "nginx: start worker processes",
        ),
    ),
    "httpd": Image(True, ("AH00094: Command line: 'httpd -D FOREGROUND'",)),
    "redis": Image(True, ("Redis is starting", "Ready to accept connections tcp")),
    "postgres": Image(True, ("database system is ready to accept connections",)),
    "mysql": Image(True, ("mysqld: ready for connections.",)),
    "mariadb": Image(True, ("mariadbd: ready for connections.",)),
    "mongo": Image(True, ("Waiting for connections",)),
    "memcached": Image(True),
    "rabbitmq": Image(True, ("Server startup complete",)),
    "hello-world": Image(
        False, ("Hello from Docker!", "This message shows that your installation appears to be working correctly.")
    ),
    "busybox": Image(False),
    "alpine": Image(False),
    "ubuntu": Image(False),
    "debian": Image(False),
    "bash": Image(False),
    "perl": Image(False),
    "python": Image(False),
}
_SLEEPERS = ("sleep infinity", "tail -f", "while true", "while :", "sleep 3600", "sleep 1d")


def known(reference: str) -> Image:
    """Of an image reference such as `registry/team/nginx:1.27@sha256:...`."""
    name = reference.partition("@")[0].rpartition("/")[2].partition(":")[0]
    return IMAGES.get(name, Image(True))


def serves(container: Object) -> bool:
    """Whether the container runs until it is stopped."""
    words = " ".join([*(container.get("command") or ()), *(container.get("args") or ())])
    if any(sleeper in words for sleeper in _SLEEPERS):
        return True
    return known(container["image"]).serves


def exit_code(container: Object) -> int:
    """How a container that ends does so: as `false` or the last `exit` of its shell script say, else well."""
    words = [*(container.get("command") or ()), *(container.get("args") or ())]
    if words and words[0].rpartition("/")[2] == "false":
        return 1
    last = words[-1].replace("&&", ";").split(";")[-1].split() if len(words) == 3 and words[1] == "-c" else []
    return int(last[1]) % 256 if len(last) == 2 and last[0] == "exit" and last[1].isdigit() else 0


def echoes(container: Object) -> tuple[str, ...]:
    """What a plain `echo` in the container's command prints."""
    words = [*(container.get("command") or ()), *(container.get("args") or ())]
    if len(words) > 1 and words[0] in ("echo", "/bin/echo"):
        return (" ".join(words[1:]),)
    if len(words) == 3 and words[0].rpartition("/")[2] in ("sh", "bash", "ash") and words[1] == "-c":
        parts = [part.strip() for part in words[2].replace("&&", ";").split(";")]
        return tuple(part[5:].strip("\"'") for part in parts if part.startswith("echo "))
    return ()
