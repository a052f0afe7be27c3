# make run: see Quiétude.  make test: check it.  make bench: measure it.  make screenshots: its pictures.
# make calibration: are its statistics right as often as they say.  make clean: forget what was installed.
# Variables: PYTHON (python3), PORT (8501), QUIETUDE_HOME (data/local).

SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin

.PHONY: run test bench calibration screenshots clean browser postgresql

run: .venv/installed
	@test -f "$${QUIETUDE_HOME:-data/local}/commune.toml" || $(BIN)/python -m data demo
	$(BIN)/streamlit run dashboard.py --server.port $(PORT)

test: .venv/installed browser postgresql
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses 2

bench: .venv/installed browser
	$(BIN)/python -m tests.bench

# `python -m tests.calibration --write` also puts its tables in analytics/README.md.
calibration: .venv/installed
	$(BIN)/python -m tests.calibration

# The pictures of the README, to be committed when a screen changes.
screenshots: .venv/installed browser
	QUIETUDE_SCREENSHOTS=1 $(BIN)/pytest tests/browser/test_screenshots.py

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Dated after requirements.txt once everything in it is installed, so that it is done once.
.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Quiétude demande Python 3.11 ou plus récent ; indiquez-le ainsi : make PYTHON=python3.12" >&2; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

# The browser of the tests: the machine's own if it has one (tests/browser/conftest.py looks at the same places).
browser: .venv/installed
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
