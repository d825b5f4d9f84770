"""CEL, the language of validation rules and admission policies, as Kubernetes 1.36 uses it.

    text -> lexer -> parser (macros expanded) -> tree -> checker (types, overloads) -> evaluator (closures) -> value
                                                   \\-> estimate (the most it can cost)

compile() makes a Program, which can be evaluated many times. Every evaluation has a budget in cel-go's cost units.
Types come from cel_types and declared_types (an OpenAPI schema as a type); schema_rules applies the rules in schemas.

Why our own: the binding of cel-cpp (cel-expr-python, 50 MB) neither counts cost nor can be interrupted, so that a rule
like `self.all(x, self.all(y, x == y))` stops the cluster; it knows object types only as protobuf descriptors; and its
messages are cel-cpp's, not the cel-go ones people see. It serves as an oracle in the tests. Nothing here is imported
before a rule is met.

Upstream: github.com/google/cel-go, k8s.io/apiserver/pkg/cel.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from pykubectl.machinery.cel import checker, evaluator, parser
from pykubectl.machinery.cel.cel_types import CelType
from pykubectl.machinery.cel.checker import TypeResolver
from pykubectl.machinery.cel.errors import CompileError, CostExceeded, EvaluationError, InstantiationError, Issue
from pykubectl.machinery.cel.frames import Frame
from pykubectl.machinery.cel.literal_checks import find_fault
from pykubectl.machinery.cel.nodes import Ident, Node, Select, walk

__all__ = ["CompileError", "CostExceeded", "EvaluationError", "Program", "Run", "compile"]

# What one evaluation may cost, what all rules of one object may, and what matchConditions may.
PER_CALL_LIMIT = 1_000_000
RUNTIME_BUDGET = 10_000_000
MATCH_BUDGET = 2_500_000


class Run(NamedTuple):
    """One evaluation: its value, or what stopped it, and its cost."""

    value: Any
    error: EvaluationError | CostExceeded | None
    cost: int


class Program:
    """A compiled expression."""

    def __init__(self, source: str, tree: Node, variables: Mapping[str, CelType]) -> None:
        self.source = source
        self.tree = tree
        self.variables = variables
        self.result_type = tree.type
        self._step = evaluator.plan(tree)

    def evaluate(self, values: Mapping[str, Any], budget: int = PER_CALL_LIMIT) -> Any:
        """The value; `values` are CEL values (values.convert makes them). Raises EvaluationError, CostExceeded."""
        run = self.run(values, budget)
        if run.error is not None:
            raise run.error
        return run.value

    def run(self, values: Mapping[str, Any], budget: int = PER_CALL_LIMIT) -> Run:
        frame = Frame(values, budget)
        try:
            value = self._step(frame)
            frame.charge(0)
        except (EvaluationError, CostExceeded) as error:
            return Run(None, error, frame.cost)
        except RecursionError:
            return Run(None, EvaluationError("expression is nested too deep"), frame.cost)
        return Run(value, None, frame.cost)

    def uses(self, name: str) -> bool:
        """Whether the variable is looked at."""
        return any(
            (isinstance(node, Ident) and node.name == name)
            or (isinstance(node, Select) and node.resolved is not None and node.resolved.name == name)
            for node in walk(self.tree)
        )


def compile(expression: str, variables: Mapping[str, CelType], resolve: TypeResolver | None = None) -> Program:
    """Reads and checks an expression over the variables. Raises CompileError, whose text is cel-go's.

    `resolve` gives the object types an expression may build by name.
    """
    tree = parser.parse(expression)
    try:
        issues = checker.check(tree, variables, resolve)
        fault = "" if issues else find_fault(tree)
        if fault:
            raise InstantiationError(expression, [], fault)
        if not issues:
            return Program(expression, tree, variables)
    except RecursionError:
        issues = [Issue(-1, f"expression recursion limit exceeded: {parser.DEPTH_MAX}")]
    raise CompileError(expression, issues)
