# `make demo` shows what comity does; `make test` checks all of it. Both start from a fresh machine with Python 3.11+.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
.DEFAULT_GOAL := help
.PHONY: help demo test check lint types tests docs check-slow clean

help:
	@echo "make demo        install into .venv and print a brief from the bundled record"
	@echo "make test        install what tests need, then lint, types, docs and all tests"
	@echo "make check-slow  the slow statistical checks"
	@echo "make docs        write the generated pages again"

$(BIN)/comity: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("comity needs Python 3.11 or newer; try make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: $(BIN)/comity pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

demo: $(BIN)/comity
	$(BIN)/comity brief AFG/emirate-2021

test: lint types docs-check tests

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

tests: $(VENV)/.dev
	$(BIN)/python -m scripts.postgresql --install
	$(BIN)/python -m scripts.chromium --install
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow" --cov --cov-report=term:skip-covered

check-slow: $(VENV)/.dev
	$(BIN)/python -m scripts.postgresql --install
	$(BIN)/python -m scripts.chromium --install
	$(BIN)/python -m pytest -n 2 --dist worksteal -m slow

docs: $(VENV)/.dev
	$(BIN)/python -m scripts.make_docs

docs-check: $(VENV)/.dev
	$(BIN)/python -m scripts.make_docs --check

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
