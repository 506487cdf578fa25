# Run it, test it. Only make and a Python from 3.12 to 3.14 are needed; everything else goes into .venv.

PORT ?= 8000
PYTHON := .venv/bin/python
MANAGE := $(PYTHON) manage.py
export PORT
# Compiled once, the tests and the portal start in half the time.
unexport PYTHONDONTWRITEBYTECODE

# Each candidate is run, not only found: version managers put names on the path that fail.
CANDIDATES := python3.13 python3.14 python3.12 python3 python \
	$(wildcard $(HOME)/.pyenv/versions/3.1[234].*/bin/python /opt/homebrew/bin/python3 /usr/local/bin/python3)
SUITABLE := import ensurepip, sys, venv; sys.exit(not (3, 12) <= sys.version_info < (3, 15))

.DEFAULT_GOAL := help
.PHONY: help run test lint bench verify format lock FORCE

help: ## List what make can do
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: .venv/run.stamp var/loaded ## Serve the portal with its curriculum on http://127.0.0.1:8000 (PORT=8000)
	@echo "Open http://127.0.0.1:$(PORT)/ to read, http://127.0.0.1:$(PORT)/admin/ to edit. Sign in as:"
	@cat var/sign-ins.txt
	@DEBUG=1 exec $(MANAGE) runserver 127.0.0.1:$(PORT)

test: .venv/test.stamp ## Run all tests on SQLite, then those that touch a database on a real PostgreSQL
	@echo "== Tests on SQLite"; \
	env -u DATABASE_URL $(PYTHON) -m pytest -n auto; sqlite=$$?; \
	echo "== Tests on PostgreSQL"; \
	$(PYTHON) tests/with_postgresql.py $(PYTHON) -m pytest -n auto --database-only; postgresql=$$?; \
	exit $$((sqlite + postgresql > 0))

lint: .venv/test.stamp ## Check style, types, templates and missing migrations
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	$(PYTHON) -m djlint --quiet --lint templates
	DEBUG=1 $(MANAGE) makemigrations --check --dry-run

bench: .venv/test.stamp ## Measure the finder on both databases (BENCH_PROJECTS=10000; some ten minutes)
	$(PYTHON) -m bench

verify: .venv/test.stamp ## Install what the specs name, and look up every API, setting and command in it
	$(PYTHON) -m verification.packages var/verification
	$(PYTHON) -m uv venv --quiet --clear --python 3.13 var/verification/venv
	$(PYTHON) -m uv pip install --quiet --python var/verification/venv/bin/python -r var/verification/requirements.txt
	var/verification/venv/bin/python verification/names.py var/verification/names.json

format: .venv/test.stamp ## Rewrite the Python files in the project's style
	$(PYTHON) -m ruff check --fix
	$(PYTHON) -m ruff format

COMPILE := .venv/bin/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes \
	--no-emit-index-url --no-header $(COMPILE_OPTIONS) pyproject.toml

lock: .venv/test.stamp ## Write the requirements files anew after a change in pyproject.toml
	$(COMPILE) --output-file requirements.txt
	$(COMPILE) --group dev --constraint requirements.txt --output-file requirements-dev.txt

.venv/bin/python:
	@for candidate in $(CANDIDATES); do \
		if "$$candidate" -c '$(SUITABLE)' >/dev/null 2>&1; then \
			echo "Making .venv with $$("$$candidate" --version)"; \
			exec "$$candidate" -m venv .venv; \
		fi; \
	done; \
	echo "No Python from 3.12 to 3.14 with venv was found. Install one (pyenv install 3.13, for example)," >&2; \
	echo "or name yours: make $(MAKECMDGOALS) CANDIDATES=/path/to/python3" >&2; exit 1

# The tests' requirements hold those of the portal; both stamps are older than a changed file.
.venv/run.stamp: requirements.txt | .venv/bin/python
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/test.stamp: requirements-dev.txt | .venv/bin/python
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# Loading takes seconds, so a second start skips it while neither code nor content has changed.
# A database that is gone, or named by DATABASE_URL and unknown to us, is always loaded.
SOURCES := $(shell find content curriculum home learners search -name '*.py' -o -name '*.md' -o -name '*.toml')

var/loaded: $(SOURCES) requirements.txt $(if $(DATABASE_URL),FORCE,$(if $(wildcard var/db.sqlite3),,FORCE))
	@mkdir -p var static
	DEBUG=1 $(MANAGE) migrate --verbosity 0
	DEBUG=1 $(MANAGE) import_curriculum
	@DEBUG=1 $(MANAGE) seed_demo > var/sign-ins.txt
	@test -n "$$DATABASE_URL" || touch $@
