"""The global flags: which cluster, who is asking, in which namespace. Every command takes them.

Upstream: staging/src/k8s.io/cli-runtime/pkg/genericclioptions/config_flags.go, `kubectl options`.
"""

from pykubectl.cli.grammar import Flag

GLOBAL_FLAGS = (
    Flag("as", "string", "", "Act as this user, who may be a person or a service account."),
    Flag("as-group", "array", [], "Act as a member of this group; may be repeated."),
    Flag("as-uid", "string", "", "Act under this UID."),
    Flag("as-user-extra", "array", [], "Act with this extra attribute (key=value); may be repeated."),
    Flag("cache-dir", "string", "", "Directory of the discovery cache (accepted, unused)."),
    Flag("certificate-authority", "string", "", "File with the certificate of the authority that signed the server's."),
    Flag("client-certificate", "string", "", "File with the client's TLS certificate."),
    Flag("client-key", "string", "", "File with the client's TLS key."),
    Flag("cluster", "string", "", "Name of the kubeconfig cluster to talk to."),
    Flag("context", "string", "", "Name of the kubeconfig context to use."),
    Flag("disable-compression", "bool", False, "Ask the server for uncompressed answers."),
    Flag("insecure-skip-tls-verify", "bool", False, "Do not check the server's certificate. Unsafe."),
    Flag("kubeconfig", "string", "", "Path of the kubeconfig file."),
    Flag("kuberc", "string", "", "Path of a file with preferences."),
    Flag("log-flush-frequency", "log-duration", 5.0, "Seconds between two flushes of the log (accepted, unused)."),
    Flag("match-server-version", "bool", False, "Refuse a server of another version."),
    Flag("namespace", "string", "", "The namespace of this request.", "n"),
    Flag("password", "string", "", "Password for basic authentication."),
    Flag("profile", "string", "none", "Kind of profile to capture (accepted, unused)."),
    Flag("profile-output", "string", "profile.pprof", "File of the profile (accepted, unused)."),
    Flag("proxy-url", "string", "", "URL of a proxy on the way to the server."),
    Flag("request-timeout", "string", "0", "How long one request may take (1s, 2m, 3h); zero is for ever."),
    Flag("server", "string", "", "Address of the API server.", "s"),
    Flag("tls-server-name", "string", "", "Name to expect in the server's certificate."),
    Flag("token", "string", "", "Bearer token."),
    Flag("user", "string", "", "Name of the kubeconfig user to be."),
    Flag("username", "string", "", "User for basic authentication."),
    Flag("v", "log-level", 0, "How much to log: 6 the requests, 7 with headers, 8 with bodies.", "v"),
    Flag("vmodule", "log-modules", "", "Log levels by file of kubectl's source (pattern=N, separated by commas)."),
    Flag("warnings-as-errors", "bool", False, "Fail when the server sent warnings."),
)
