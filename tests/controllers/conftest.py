"""A fresh cluster for each controller test."""

import pytest
from workbench import Bench


@pytest.fixture
def bench() -> Bench:
    return Bench()
