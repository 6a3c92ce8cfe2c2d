# Each target sets up all it needs in .venv; `make` alone lists them.
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

# Or every process that is started compiles 590 files anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check soak bench clean

help:
	@echo "make … (ARGS=\"…\" passes on more, PYTHON=… chooses the Python)"
	@sed -n 's/^\([a-z]*\):.*## /  \1	/p' Makefile | expand -t 10

demo: .venv/run  ## a Slack-like workspace in your browser; ARGS=--tour tells the journey here
	@$(BIN)/python -m bot demo $(ARGS)

test: .venv/dev  ## all tests, on SQLite and PostgreSQL; ARGS=tests/delivery runs some
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: .venv/dev  ## linters, types, the arrows between rooms, the catalog
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python -m bot check

soak: .venv/dev  ## kill processes at random and count orders and messages, for minutes
	$(BIN)/python -m bench.soak $(ARGS)

bench: .venv/bench  ## how fast, and how often the right answer is found
	$(BIN)/python -m bench.answers $(ARGS)
	$(BIN)/python -m bench.ack $(ARGS)
	$(BIN)/python -m bench.latency $(ARGS)
	$(BIN)/python -m bench.cost $(ARGS)

clean:  ## take .venv away
	rm -rf .venv .demo

.venv/pip: constraints.txt
	@echo "Setting up .venv (the first time takes about a minute) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Domestique needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@touch $@

.venv/run: .venv/pip pyproject.toml
	@echo "Installing what the demo needs ..."
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --constraint constraints.txt --editable ".[sandbox]" | grep -E "^(Collecting|Installing|Successfully)" || true
	@$(BIN)/python -c "import slack_bolt, sqlmodel, starlette"
	@touch $@

.venv/dev: .venv/run
	@echo "Installing what the tests and checks need ..."
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --constraint constraints.txt --editable ".[sandbox,postgres]" --group dev | grep -E "^(Collecting|Installing|Successfully)" || true
	@$(BIN)/python -c "import pytest, mypy, psycopg"
	@touch $@

.venv/bench: .venv/dev
	@echo "Installing what cost is measured beside ..."
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --constraint constraints.txt --group bench | grep -E "^(Collecting|Installing|Successfully)" || true
	@$(BIN)/python -c "import duckdb, polars"
	@touch $@
