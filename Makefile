# Every chore has one command. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help demo install test bench check format elasticsearch lock screenshots clean
SHELL := /bin/sh
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
export PYTHONDONTWRITEBYTECODE := 1

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(VENV)/.runtime: requirements.txt
	@python=$$(.ci/find-python) || exit 1; \
	[ -x $(PY) ] || "$$python" -m venv $(VENV) || { echo "The virtual environment could not be made: is the disk full, or the folder read-only?" >&2; exit 1; }
	@$(PY) -m pip install -q --no-compile --disable-pip-version-check --no-deps --require-hashes -r requirements.txt || { echo "The packages could not be installed: check the network, then run the same command again." >&2; exit 1; }
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@$(PY) -m pip install -q --no-compile --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt || { echo "The test packages could not be installed: check the network, then run the same command again." >&2; exit 1; }
	@touch $@

install: $(VENV)/.runtime ## build .venv from the hashed lock

demo: $(VENV)/.runtime ## install, migrate, seed and serve on loopback (PORT=8000, RESET=1 starts afresh)
	@CASEROUND_MODE=demo SITE_URL=http://127.0.0.1:$(PORT) $(PY) -W ignore -m network.demo.run --port '$(PORT)' $(if $(filter-out 0 no off,$(RESET)),--reset)

test: $(VENV)/.dev ## run the whole suite, on every server that is found here
	@PY=$(PY) .ci/test

bench: $(VENV)/.dev ## measure the pages and print JSON (ROWS=1000; DATABASE_URL and ELASTICSEARCH_URL choose the set-up)
	@CASEROUND_MODE=test $(PY) -W ignore -m tests.benchmarks $(if $(ROWS),--rows $(ROWS))

check: $(VENV)/.dev ## lint, format, types, templates, import layers, migrations
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy network cms cases search
	$(VENV)/bin/djlint --lint --quiet network cms cases search
	$(VENV)/bin/lint-imports --no-logo
	CASEROUND_MODE=test $(PY) manage.py makemigrations --check --dry-run
	CASEROUND_MODE=test $(PY) manage.py check

format: $(VENV)/.dev ## put the code into the house's shape
	$(VENV)/bin/ruff check --fix -q .
	$(VENV)/bin/ruff format .

elasticsearch: ## get and run a local Elasticsearch node (or set ELASTICSEARCH_URL to one you have)
	@.ci/elasticsearch start

screenshots: $(VENV)/.dev ## take the screenshots under docs/screenshots
	@CASEROUND_MODE=demo $(PY) -W ignore -m tests.browser.screenshots

lock: $(VENV)/.dev ## renew the two hashed requirement files from pyproject.toml (needs uv)
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --python-version 3.11 pyproject.toml -o requirements.txt --custom-compile-command "make lock"
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --python-version 3.11 pyproject.toml --group dev -o requirements-dev.txt --custom-compile-command "make lock"

clean: ## remove the virtual environment and the demonstration's data
	rm -rf $(VENV) var
