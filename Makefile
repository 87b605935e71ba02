PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

help: ## print these lines
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.run ## serve the shipped specifications on port 4010
	$(BIN)/mockserver serve $(ARGS)

test: $(VENV)/.test ## run the tests
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

check: $(VENV)/.test ## lint and check the types
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

bench: $(VENV)/.bench ## measure beside its peers (needs npm)
	$(BIN)/python -m bench

clean: ## remove what the other targets made
	rm -rf $(VENV) build dist *.egg-info .coverage* .hypothesis .pytest_cache .mypy_cache .ruff_cache

$(VENV)/.run: setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.test: $(VENV)/.run tests/providers/catalogue.py tests/providers/requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	-$(BIN)/python -m tests.providers
	touch $@

$(VENV)/.bench: $(VENV)/.test bench/requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --requirement bench/requirements.txt
	touch $@

.PHONY: help run test check bench clean
