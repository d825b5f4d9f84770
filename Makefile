# `make demo` shows what pykubectl does, `make test` proves it; both set up what they need in .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

# Where the recordings of the real kubectl are, and the percentage of cases that must pass: it only ever rises.
RECORDINGS ?= ../shared/conformance
FLOOR := $(shell cat tests/conformance/floor)

.PHONY: demo test lint unit conformance bench campaign clean

$(STAMP): pyproject.toml hatch_build.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $(STAMP)

demo: $(STAMP)
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh manifests/demo.sh

test: lint unit

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(STAMP)
	$(BIN)/pytest -m 'not campaign' -n 2

conformance: $(STAMP)
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python $(RECORDINGS)/conformance.py replay --at-least $(FLOOR) \
	    --kubectl "$(CURDIR)/$(BIN)/pykubectl" --setup 'pykubectl cluster reset --profile bare --nodes 3'

campaign: $(STAMP)
	$(BIN)/pytest -m campaign

bench: $(STAMP)
	$(BIN)/python -m tests.bench

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
