"""Words that cannot name anything in an expression.

Upstream: cel-go/parser/parser.go, k8s.io/apiserver/pkg/cel/escaping.go.
"""

RESERVED = frozenset(
    [
        *("as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in"),
        *("let", "loop", "namespace", "null", "package", "return", "true", "var", "void", "while"),
    ]
)
