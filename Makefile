# Lärka. `make help` lists what there is.
.DEFAULT_GOAL := help
.PHONY: help run test lint bench clean environment environment-dev

BIN := .venv/bin
# The first Python that is new enough; PYTHON=... names another.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
MAKE_ENVIRONMENT = @test -n "$(PYTHON)" || { echo "Fel: Python 3.11 eller senare saknas. Debian och Ubuntu: apt install python3" >&2; exit 1; }; \
	"$(PYTHON)" scripts/environment.py

help:
	@echo "make run     Starta Lärka med demokommunen på http://localhost:8000 (PORT= och LARKA_HOME= går att ange)"
	@echo "make test    Alla prov, med allt de behöver (ARGS= går vidare till pytest, DATABASE_URL= byter server)"
	@echo "make lint    Stil, typer, import och migreringar"
	@echo "make bench   Mät hastighet och minne"
	@echo "make clean   Ta bort .venv, provdata och mellanlagrade filer (inte var/)"

environment:
	$(MAKE_ENVIRONMENT) run

environment-dev:
	$(MAKE_ENVIRONMENT) dev

run: environment
	@LARKA_DEMO=1 exec $(BIN)/python -m larka.cli serve --end-with-parent

test: environment-dev
	@LARKA_BROWSER="$$($(BIN)/python -m tests.chromium)" || exit 1; export LARKA_BROWSER; \
	$(BIN)/python -m tests.identity_provider; \
	$(BIN)/python -m pytest -n 2 $(ARGS); first=$$?; \
	$(BIN)/python -m tests.postgres15; second=$$?; \
	test $$first -eq 0 && test $$second -eq 0

lint: environment-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	LARKA_HOME=var/lint DJANGO_SETTINGS_MODULE=larka.settings $(BIN)/python -W ignore -m django makemigrations --check --dry-run

bench: environment-dev
	$(BIN)/python -m bench $(ARGS)

clean:
	test -z "$(PYTHON)" || rm -rf "$$("$(PYTHON)" -m tests.places)"
	rm -rf .venv var/test var/lint tests/provider/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
	find larka tests bench -name __pycache__ -prune -exec rm -rf {} +
	find larka/locale -name '*.mo' -delete 2>/dev/null || true
