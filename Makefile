# `make` lists the targets. Only Python 3.11 or newer and make are needed.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
ifeq ($(strip $(PYTHON)),)
PYTHON := python3
endif
VENV := .venv/bin/python
export PORT ?= 8000

.PHONY: help run test test-long check measure words bench bench-large simulate audit elasticsearch lock clean python torture

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|' 2>/dev/null \
		|| grep -hE '^[a-z-]+:.*## ' Makefile

python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
		echo "Python 3.11 or newer is needed and none was found."; \
		echo "On Debian and Ubuntu: sudo apt install python3 python3-venv"; exit 1; }

run: python  ## Install, load the demo on the first start, serve on http://127.0.0.1:8000 (or PORT=8001)
	@$(PYTHON) scripts/environment.py --port "$(PORT)"
	@exec $(VENV) scripts/serve.py

test: python  ## Every test this machine can run; REQUIRE_ALL=1 turns what is left out into a failure
	@$(PYTHON) scripts/environment.py --development
	@$(VENV) scripts/run_tests.py $(ARGS)

test-long: python  ## The same with every generated string and every fault of Elasticsearch
	@$(PYTHON) scripts/environment.py --development
	@LONG=1 $(VENV) scripts/run_tests.py $(ARGS)

check: python  ## Format, lint, types, layers, migrations, catalogues, licences, production settings
	@$(PYTHON) scripts/environment.py --development
	@$(VENV) scripts/checks.py

measure: python  ## Sizes, layers, docstrings and the other measures of the code
	@$(PYTHON) scripts/environment.py --development
	@$(VENV) scripts/measure.py

words: python  ## Refresh the message catalogues from the sources (needs Debian's gettext) and compile them
	@$(PYTHON) scripts/environment.py --development
	@$(VENV) scripts/catalogues.py --refresh

bench: python  ## Measure speed beside baselines with 1,000 and 100,000 rows, write docs/performance.md (PEERS=1: another Wagtail site too)
	@$(PYTHON) scripts/environment.py --development
	@$(VENV) bench/run.py $(ARGS)

bench-large: python  ## The same with 1,000,000 rows: two hours, and 20 GB in var/bench
	@$(PYTHON) scripts/environment.py --development
	@$(VENV) bench/run.py --large $(ARGS)

simulate: python  ## Simulate a year of three offices with its faults: SEED=17, or SEEDS=1000 on all cores
	@$(PYTHON) scripts/environment.py --development
	@$(VENV) scripts/simulate.py $(if $(SEED),--seed $(SEED),) $(if $(SEEDS),--seeds $(SEEDS),) $(ARGS)

torture: python  ## Kill, fill and break whole installations, write docs/torture.md (ONLY=killed, SMALL=1): an hour
	@$(PYTHON) scripts/environment.py --development
	@$(VENV) tests/torture/run.py $(if $(SMALL),--small) $(if $(ONLY),--only $(ONLY)) $(ARGS)

elasticsearch: python  ## Fetch a real Elasticsearch 9 and run it on http://127.0.0.1:9200 (or ELASTICSEARCH_PORT=9201)
	@$(PYTHON) scripts/environment.py --development
	@exec $(VENV) scripts/elastic_server.py --port $(or $(ELASTICSEARCH_PORT),9200)

audit: python  ## List the locked packages in var/sbom.json and ask PyPI for their known vulnerabilities
	@$(PYTHON) scripts/environment.py --development
	@$(VENV) scripts/audit.py

lock: python  ## Write requirements/*.txt anew from requirements/*.in
	@$(PYTHON) scripts/environment.py --development
	@for name in base s3 dev; do $(VENV) -m piptools compile --quiet --upgrade --generate-hashes --strip-extras \
		--allow-unsafe --no-emit-find-links -o requirements/$$name.txt requirements/$$name.in; done

clean:  ## Remove .venv and var (the database, the files and the letters in it go too)
	rm -rf .venv var
