# What a person does with a fresh clone. `make demo` and `make test` need Python 3.11+ and make.

PYTHON := .venv/bin/python
DEMO := var/demo

.PHONY: help demo test lint types bench desktop lock migration clean

help:
	@sed -n 's/^## //p' Makefile

## make demo      install, create the demo company, perform the main job once, serve the screens
demo:
	@scripts/environment.sh runtime
	@WHOLESALE_DATA=$(DEMO) $(PYTHON) -m wholesale demo

## make test      everything: style, types, import contracts, all tests on both databases
test:
	@scripts/environment.sh dev
	@scripts/system-packages.sh tests
	@$(MAKE) --no-print-directory checks
	@$(PYTHON) -m pytest -n 2 --dist worksteal

## make lint      style, types and import contracts only
lint:
	@scripts/environment.sh dev
	@$(MAKE) --no-print-directory checks

.PHONY: checks
checks:
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports --no-logo

## make bench     measure what docs/bench.md tells (some minutes)
bench:
	@scripts/environment.sh dev
	@$(PYTHON) -m wholesale bench --write docs/bench.md

## make desktop   the demo company in a window of its own
desktop:
	@scripts/environment.sh desktop
	@scripts/system-packages.sh window
	@WHOLESALE_DATA=$(DEMO) $(PYTHON) -m wholesale demo --prepare-only
	@WHOLESALE_DATA=$(DEMO) $(PYTHON) -m wholesale desktop --database sqlite:///$(DEMO)/wholesale.sqlite3

## make lock      resolve the dependencies anew into the lock files
lock:
	@scripts/environment.sh dev
	@scripts/lock.sh

## make migration write the initial migration anew from the models (until the first release)
migration:
	@scripts/environment.sh dev
	@$(PYTHON) scripts/initial_migration.py

## make clean     remove the environment and the demo company
clean:
	rm -rf .venv $(DEMO) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
