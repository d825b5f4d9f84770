"""Fixtures of all tests: `bench`, a fresh bare cluster in memory, with its clock and dice fixed."""

import pytest

from pykubectl.machinery import nesting
from tests.api_bench import ApiBench

# At once, so that no test framework takes it for a leak.
nesting.allow()


@pytest.fixture
def bench() -> ApiBench:
    return ApiBench()


@pytest.fixture
def standard() -> ApiBench:
    """The profile with a control-plane node, add-ons and kubelets that take their time."""
    return ApiBench("standard", 2)
