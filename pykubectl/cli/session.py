"""One call of the command: its flags, its streams, and the client, opened when the first request goes out.

Commands get a Session and hold nothing else. What the server warns of is printed here, once per text.

Upstream: staging/src/k8s.io/cli-runtime/pkg/genericclioptions.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timezone
from functools import cached_property
from typing import TYPE_CHECKING, Any, TextIO

from pykubectl import Object
from pykubectl.cli import connection
from pykubectl.cli.errors import ConfigInvalid, Exit
from pykubectl.cli.grammar import Flags
from pykubectl.client import Client
from pykubectl.errors import NotFound, StatusError
from pykubectl.machinery.requests import JSON, Request

if TYPE_CHECKING:
    from pykubectl.cli.progress import Progress
    from pykubectl.client.klog import Log

# How many objects a list request asks for at once, unless --chunk-size says otherwise.
CHUNK = 500


class Streams:
    """Where a command reads and writes."""

    def __init__(self, stdin: TextIO, stdout: TextIO, stderr: TextIO) -> None:
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr


class Session:
    """`path` is the command as called, program included (`kubectl rollout undo`)."""

    def __init__(self, path: str, flags: Flags, streams: Streams, client: Client | None = None) -> None:
        self.path = path
        self.flags = flags
        self.streams = streams
        self._client = client
        # A client that was handed in comes without a kubeconfig.
        self._has_own_client = client is not None
        self._warned: set[str] = set()
        self._is_config_logged = False
        self._progress: Progress | None = None
        if client is not None:
            self._client = self._logged(client)

    @property
    def program(self) -> str:
        return self.path.split(" ")[0]

    @property
    def command_line(self) -> str:
        """This call, as `kubernetes.io/change-cause` records it: the arguments, then the flags in their order."""
        words = (f"--{name}={text}" for name, text in self.flags.given)
        return " ".join([self.path, *self.flags.get("arguments", ()), *words])

    @property
    def client(self) -> Client:
        if self._client is None:
            from pykubectl.client.kubeconfig import Unusable, open_client

            connection.check_profile(self.flags)
            self.check_timeout()
            connection.check_choice(self.settings)
            connection.check_impersonation(self.flags, self.settings)
            try:
                self._client = self._logged(open_client(self.settings))
            except Unusable as error:
                if len(error.problems) == 1:
                    raise
                raise ConfigInvalid("".join(f"\n* {problem}" for problem in error.problems)) from None
        return self._client

    @cached_property
    def is_verbose(self) -> bool:
        """Whether -v or --vmodule asks for a log."""
        return self.flags.get("v", 0) > 0 or bool(self.flags.get("vmodule", ""))

    @cached_property
    def _log(self) -> "Log":
        from pykubectl.client.klog import Log, parse_modules

        return Log(self.note, self.flags.get("v", 0), parse_modules(self.flags.get("vmodule", "")))

    def _logged(self, client: Client) -> Client:
        """The client, or one that also logs what it asks."""
        if not self.is_verbose:
            return client
        from pykubectl.cli.commands.version import user_agent
        from pykubectl.client.logged import LoggedClient
        from pykubectl.machinery.timestamps import format_duration

        self._log.client_made()
        seconds = connection.request_seconds(self.flags)
        timeout = format_duration(seconds) if seconds else ""
        return LoggedClient(client, self._log, lambda: self.server, user_agent(self.program), timeout)

    def log_failure(self, error: StatusError) -> None:
        """What the server said of a failure, word for word."""
        if self.is_verbose and self._log.shows(4, "helpers.go"):
            from json import dumps

            text = dumps(error.to_status(), indent=2, ensure_ascii=False)
            self._log.line("helpers.go:247", f"server response object: {text}")

    @property
    def settings(self) -> Mapping[str, Any]:
        """The global flags that choose cluster, user and context, by name; only those that were given."""
        chosen = connection.settings(self.flags)
        if self.is_verbose and not self._has_own_client and not self._is_config_logged:
            self._is_config_logged = True
            from pykubectl.client.kubeconfig import paths

            self._log.config_loaded([path for path in paths(chosen) if os.path.exists(path)])
        return chosen

    def check_timeout(self) -> None:
        """Raises Failure."""
        connection.check_timeout(self.flags)

    def check_config(self) -> None:
        """Whether the kubeconfig says which cluster is meant. Raises ConfigError."""
        if not self._has_own_client:
            from pykubectl.client.kubeconfig import resolve

            self.check_timeout()
            resolve(self.settings)

    @property
    def namespace(self) -> str:
        """The namespace of this call: --namespace, else the context's, else default."""
        given: str = self.flags.get("namespace", "")
        if given:
            return given
        if self._has_own_client:
            return "default"
        from pykubectl.client.kubeconfig import current_namespace

        self.check_timeout()
        connection.check_choice(self.settings)
        return current_namespace(self.settings)

    @property
    def server(self) -> str:
        """Where the control plane is; an embedded cluster is named by its store, in the form of a URL."""
        server = getattr(self._client, "server", "")
        if not server:
            from pykubectl.client.kubeconfig import resolve

            server = resolve(self.settings).server
        scheme, _, location = server.partition(":")
        return server if scheme in ("http", "https") else f"https://embedded/{location.lstrip('/')}".rstrip("/")

    @property
    def enforces_namespace(self) -> bool:
        """Whether --namespace was given: then objects of another namespace are refused."""
        return bool(self.flags.get("namespace", ""))

    @property
    def now(self) -> datetime:
        """The cluster's clock."""
        return datetime.fromtimestamp(self.client.now(), timezone.utc)

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Any = None,
        content_type: str = JSON,
        accept: str = JSON,
    ) -> Any:
        """The body of the answer; warnings are printed. Raises StatusError."""
        return self._answer(Request(method, path, query or {}, body, content_type, accept, connection.user(self.flags)))

    def pages(self, path: str, query: Mapping[str, str], chunk: int, *, accept: str = JSON) -> Iterator[Object]:
        """A list in parts of `chunk` objects (0: whole), each a list object or Table. Raises StatusError."""
        wanted = dict(query)
        # What is in this process comes whole at no cost; it is cut when that is asked for.
        if chunk and not (chunk == CHUNK and self.client.lists_whole):
            wanted["limit"] = str(chunk)
        while True:
            page: Object = self.request("GET", path, query=wanted, accept=accept)
            yield page
            token = (page.get("metadata") or {}).get("continue")
            if not token:
                return
            wanted["continue"] = token

    def raw_request(self, method: str, path: str, query: Mapping[str, str], body: Any = None) -> Any:
        """`request` for a path of the user's own, of which a client has nothing to add. Raises StatusError."""
        try:
            return self._answer(Request(method, path, query, body, user=connection.user(self.flags)))
        except NotFound as error:
            error.message = error.message.partition(f" ({method.lower()} ")[0]
            raise

    def _answer(self, request: Request) -> Any:
        try:
            response = self.client.request(request)
        except StatusError as error:
            for warning in getattr(error, "warnings", ()):
                self.warn(warning)
            raise
        for warning in response.warnings:
            self.warn(warning)
        return response.body

    def watch(
        self, path: str, query: Mapping[str, str], accept: str = JSON, timeout: float | None = None
    ) -> Iterator[Object]:
        """The events of a list request, as they come."""
        request = Request("GET", path, {**query, "watch": "true"}, accept=accept, user=connection.user(self.flags))
        return self.client.watch(request, timeout or connection.request_seconds(self.flags))

    def warn(self, text: str) -> None:
        """`Warning: <text>`, each text once."""
        if text not in self._warned:
            self._warned.add(text)
            self.note(f"Warning: {text}")

    @property
    def warnings_count(self) -> int:
        return len(self._warned)

    def log_warning(self, source: str, text: str) -> None:
        """A line of kubectl's log at warning level (`W0102 03:04:05.000000    1234 helpers.go:1] text`)."""
        self._log.line(source, text, "W")

    def log_fatal(self, source: str, text: str) -> Exit:
        """A line of kubectl's log with which it ends; the end is to be raised."""
        self._log.line(source, text, "F")
        return Exit(1)

    def log(self, level: int, source: str, text: str) -> None:
        """A line of kubectl's log, when -v or --vmodule asks for it."""
        if self.is_verbose and self._log.shows(level, source):
            self._log.line(source, text)

    @property
    def is_colored(self) -> bool:
        """Whether tables show colours: at a terminal, unless NO_COLOR, TERM=dumb or PYKUBECTL_COLOR say no."""
        choice = os.environ.get("PYKUBECTL_COLOR", "auto")
        if choice in ("always", "never"):
            return choice == "always"
        return not os.environ.get("NO_COLOR") and _is_terminal(self.streams.stdout)

    @contextmanager
    def progress(self, text: str) -> Iterator[None]:
        """Say what takes so long, when stderr is a terminal."""
        if self._progress is not None or not _is_terminal(self.streams.stderr):
            yield
            return
        from pykubectl.cli.progress import Progress

        with Progress(self.streams.stderr, text) as self._progress:
            yield
        self._progress = None

    def write(self, text: str) -> None:
        if self._progress is not None:
            self._progress.clear()
        self.streams.stdout.write(text)

    def line(self, text: str) -> None:
        self.write(text + "\n")

    def note(self, text: str) -> None:
        """A line on stderr."""
        if self._progress is not None:
            self._progress.clear()
        self.streams.stdout.flush()
        self.streams.stderr.write(text + "\n")
        self.streams.stderr.flush()

    def exit_on_signals(self) -> None:
        """From here on an interrupt or the end of the terminal ends the command with code 1: where kubectl watches."""
        if self._has_own_client:
            return
        import signal

        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
            signal.signal(number, lambda *_: os._exit(1))

    def flush(self) -> None:
        self.streams.stdout.flush()

    def close(self) -> None:
        """Let go of the client; an embedded cluster settles first. Raises Unreachable."""
        if self._client is not None:
            with self.progress("settling the cluster"):
                self._client.close()


def _is_terminal(stream: TextIO) -> bool:
    """Whether it is one that can do more than print lines."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"
