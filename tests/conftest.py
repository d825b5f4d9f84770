"""Fixtures of all tests: `bench`, a fresh bare cluster in memory, with its clock and dice fixed."""

import pytest

from tests.api_bench import ApiBench


@pytest.fixture
def bench() -> ApiBench:
    return ApiBench()


@pytest.fixture
def standard() -> ApiBench:
    """The profile with a control-plane node, add-ons and kubelets that take their time."""
    return ApiBench("standard", 2)
