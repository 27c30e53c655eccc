# make run    the gallery on http://localhost:8501 (STREAMLIT_SERVER_PORT names another port)
# make test   make lint, then every test, those in a browser too
# make lint   formatting, lint and types of Python, JavaScript and CSS
# make fast   the tests that need no browser and are not slow
# Each sets up all it needs: a virtual environment in .venv, Node and its tools for lint, Chromium and PostgreSQL for test. On Debian as root they install what is missing.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
MAKEFLAGS += --no-print-directory
.PHONY: help run test lint fast format check bench-check bench-compile bench-drag bench-lecture bench-weight mutate screenshots images demonstration constraints clean venv-run venv-test node-tools

ifeq ($(origin PYTHON),undefined)
PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
endif
IN := .venv/bin/python
NPM := PATH="$(CURDIR)/.venv/bin:$$PATH" npm
# A slow machine is no failure: the limits that are tested are set in their tests.
test fast: export COVIS_COMPILE_SECONDS := 120
test fast: export COVIS_CHECK_SECONDS := 300
test fast: export COVIS_FACT_SECONDS := 120

help:
	@sed -n '1,5s/^# //p' Makefile
	echo 'make check  what is wrong in the gallery      make screenshots [ONLY=course]  all pages into screenshots/      make format  format the code      make clean  remove what can be made again'

run: venv-run
	@exec $(IN) -m covis serve

test: venv-test
	@chromium="$${CHROMIUM:-$$(command -v chromium chromium-browser google-chrome | head -n 1 || true)}"
	if [ -z "$$chromium" ]; then
		if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
			echo 'The browser tests need Chromium: sudo apt-get install chromium   (or set CHROMIUM to the path of a Chromium or Chrome)' >&2
			exit 1
		fi
		apt-get update -qq
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
		chromium="$$(command -v chromium)"
	fi
	if ! command -v initdb >/dev/null && ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
		if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
			echo 'There is no PostgreSQL, so the tests of that store are left out: sudo apt-get install postgresql' >&2
		else # RUNLEVEL=1: its service is not started; the tests make a server of their own
			apt-get update -qq
			RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
		fi
	fi
	$(MAKE) lint
	# Three at a time on two processors: a test in a browser waits more than it computes. File by file, so that what a file sets up is set up once.
	CHROMIUM="$$chromium" $(IN) -m pytest -n 3 --dist loadfile

lint: venv-test node-tools
	@$(IN) -m ruff format --check .
	$(IN) -m ruff check .
	$(IN) -m mypy
	$(NPM) run --silent lint

fast: venv-test
	@$(IN) -m pytest -n 2 -m 'not browser and not slow'

format: venv-test node-tools
	@$(IN) -m ruff format .
	$(IN) -m ruff check --fix .
	$(NPM) run --silent format

check: venv-run
	@$(IN) -m covis check

bench-compile: venv-run
	@$(IN) -m benchmarks.compile

bench-check: venv-run
	@$(IN) -m benchmarks.check

bench-drag: venv-test
	@$(IN) -m benchmarks.drag

bench-lecture: venv-test
	@$(IN) -m benchmarks.lecture

bench-weight: venv-test
	@$(IN) -m benchmarks.weight

# Breaks the model of every visualisation in a dozen places and lists the mistakes that no fact, unit or rule catches.
mutate: venv-run
	@$(IN) -m tools.mutate $(ONLY)

screenshots: venv-test
	@$(IN) -m tests.screenshots $(ONLY)

# The pictures that the README shows, taken anew.
images: venv-test
	@$(IN) -m tests.screenshots '^(first|visualisation|desk-visualisation)$$'
	for image in docs/images/*.webp; do cp "screenshots/$${image##*/}" "$$image"; done

# records/ and releases/ of the shipped gallery anew, as its example people: after a change of the compiler or of a visualisation.
demonstration: venv-run
	@$(IN) -m tools.demonstration

# constraints.txt anew: the newest versions that work together on Python 3.11 to 3.14 and on every system. Run `make demonstration` after it.
constraints: venv-test
	@$(IN) -m pip install -q --disable-pip-version-check --no-input uv
	rm -f constraints.txt
	$(IN) -m uv pip compile -q --universal --python-version 3.11 --fork-strategy fewest --no-annotate --no-emit-package covis --all-extras \
		--custom-compile-command 'make constraints' pyproject.toml requirements-dev.txt -o constraints.txt

clean:
	@rm -rf .venv node_modules .covis dist screenshots .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A virtual environment that is broken, or was made by another Python, is made again; packages have the versions of constraints.txt.
define VENV
if [ -z "$(PYTHON)" ]; then
	echo 'Covis needs Python 3.11 or newer: sudo apt-get install python3   (or: make PYTHON=/path/to/python3)' >&2
	exit 1
fi
version="$$($(PYTHON) -c 'import platform; print(platform.python_version())')"
if [ "$$($(IN) -c 'import pip, platform; print(platform.python_version())' 2>/dev/null || true)" != "$$version" ]; then
	rm -rf .venv
	if ! $(PYTHON) -c 'import ensurepip' 2>/dev/null; then
		package="python$${version%.*}-venv"
		if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
			echo "Python's venv module is missing: sudo apt-get install $$package" >&2
			exit 1
		fi
		apt-get update -qq
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$$package" >/dev/null
	fi
	$(PYTHON) -m venv .venv
fi
if [ pyproject.toml -nt .venv/$(1) ] || [ constraints.txt -nt .venv/$(1) ] || [ requirements-dev.txt -nt .venv/$(1) ]; then
	echo 'Installing Covis and the packages that it needs into .venv: once, some minutes' >&2
	$(IN) -m pip install -q --disable-pip-version-check --no-input -c constraints.txt $(2)
	touch .venv/for-run .venv/$(1)
fi
endef

venv-run:
	@$(call VENV,for-run,-r requirements.txt)

venv-test:
	@$(call VENV,for-test,-r requirements-dev.txt)

# Node comes with requirements-dev.txt; its packages follow the lock file.
node-tools: venv-test
	@if [ package-lock.json -nt node_modules/.package-lock.json ]; then
		$(NPM) ci --no-audit --no-fund --loglevel error
		touch node_modules/.package-lock.json
	fi
