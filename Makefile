# make run: see Quiétude.  make lint: style and types.  make check: these and the fast tests.  make test: everything.
# make bench: measure it.  make calibration: are its statistics right as often as they say.  make screenshots: its
# pictures.  make lock: lock again what pyproject.toml names.  make clean: forget what was installed.
# Variables: PYTHON (python3), PORT (8501), QUIETUDE_HOME (data/local).

SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock"

# Where the fast tests are: tests/conftest.py says which.
FAST := tests/contracts tests/unit

.PHONY: run lint check test bench calibration screenshots lock clean browser postgresql

run: .venv/installed
	@test -f "$${QUIETUDE_HOME:-data/local}/commune.toml" || $(BIN)/python -m data demo
	$(BIN)/streamlit run dashboard.py --server.port $(PORT)

lint: .venv/tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/oxlint --config tests/oxlint.json analytics pages
	$(BIN)/mypy

check: lint
	QUIETUDE_EXAMPLES=15 $(BIN)/pytest --numprocesses 2 --durations=10 -m fast $(FAST)

test: lint browser postgresql
	$(BIN)/pytest --numprocesses 3 --dist worksteal --durations=25

bench: .venv/tools browser
	$(BIN)/python -m tests.bench

# `python -m tests.calibration --write` also puts its tables in analytics/README.md.
calibration: .venv/tools
	$(BIN)/python -m tests.calibration

# The pictures of the README, to be committed when a screen changes.
screenshots: .venv/tools browser
	QUIETUDE_SCREENSHOTS=1 $(BIN)/pytest tests/browser/test_screenshots.py tests/browser/test_meeting.py

# Versions already locked stay, unless pyproject.toml asks for others; `make lock UPGRADE=--upgrade` takes the newest.
lock: .venv/tools
	$(LOCK) $(UPGRADE) --output-file requirements.txt pyproject.toml
	$(LOCK) $(UPGRADE) --constraint requirements.txt --group test --group bench --group lint \
		--output-file tests/requirements.txt

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Each dated after its lock once everything in it is installed, so that it is done once: what runs, then the tools.
.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Quiétude demande Python 3.11 ou plus récent ; indiquez-le ainsi : make PYTHON=python3.12" >&2; exit 2; }
	$(PYTHON) -m venv .venv
	$(INSTALL) $<
	@touch $@

.venv/tools: tests/requirements.txt .venv/installed
	$(INSTALL) $<
	@touch $@

# The browser of the tests: the machine's own if it has one (tests/browser/conftest.py looks at the same places).
browser: .venv/tools
	@if command -v chromium chromium-browser google-chrome >/dev/null \
		|| [ -d "/Applications/Google Chrome.app" ] || [ -d /Applications/Chromium.app ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update --quiet --quiet && apt-get install --quiet --quiet --yes --no-install-recommends chromium; \
	else $(BIN)/playwright install chromium; fi

# The server that the journal is tested on beside SQLite: Debian's. Elsewhere those tests are skipped, and say so.
postgresql:
	@if [ -d /usr/lib/postgresql ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update --quiet --quiet && apt-get install --quiet --quiet --yes --no-install-recommends postgresql; fi
