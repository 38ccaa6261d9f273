# The few commands of this house. `make` alone lists them.

BIN := .venv/bin
STEP := .ci/step
PIP := $(BIN)/python -m pip --disable-pip-version-check
ASSETS := service/web/assets
TEMPLATES := service/web/templates

# Least share of the code that the tests must run through, in percent.
COVERAGE := 95
# More words for pytest, as in: make test PYTEST_FLAGS="-k inbox -x"
PYTEST_FLAGS :=

FRONT_END := $(shell find $(ASSETS) -name node_modules -prune -o -type f -print 2>/dev/null)

.NOTPARALLEL:
.PHONY: help run test check tests tck assets format clean

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile

run: .venv/run.stamp .venv/assets.stamp ## set up what is missing and serve the practice ministry on http://127.0.0.1:8000
	@DURE_DEMO=$${DURE_DEMO:-1} $(BIN)/dure run

test: check tests ## everything: static checks, then all tests on SQLite, PostgreSQL and Chromium

check: .venv/dev.stamp .venv/assets.stamp ## the static checks only
	@$(STEP) "ruff check" $(BIN)/ruff check .
	@$(STEP) "ruff format" $(BIN)/ruff format --check .
	@$(STEP) "templates: format" $(BIN)/djlint --check --quiet $(TEMPLATES)
	@$(STEP) "templates: lint" $(BIN)/djlint --lint --quiet $(TEMPLATES)
	@$(STEP) "front end and models" .ci/npm run lint
	@$(STEP) "floors" $(BIN)/lint-imports
	@$(STEP) "types" $(BIN)/mypy

tests: .venv/dev.stamp .venv/assets.stamp
	@$(STEP) "system parts" .ci/system
	@$(STEP) "tests" $(BIN)/pytest --durations=15 --cov --cov-report=term --cov-fail-under=$(COVERAGE) $(PYTEST_FLAGS)

tck: .venv/dev.stamp ## the DMN compatibility kit, which is not part of make test: make tck TCK=folder
	@$(BIN)/python -m tests.tck "$(TCK)"

assets: .venv/run.stamp .venv/assets.stamp ## build the front end if its sources changed

format: .venv/dev.stamp .venv/assets.stamp ## put code, templates and front end into shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djlint --reformat --quiet $(TEMPLATES)
	@.ci/npm run format

clean: ## remove everything that was built; the data in .dure stays
	rm -rf .venv $(ASSETS)/node_modules service/web/static/dist build dist htmlcov .coverage
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find service connectors tests -name __pycache__ -prune -exec rm -rf {} +

# A stamp says what the virtual environment holds: unchanged dependencies are not installed again.
.venv/made.stamp:
	@echo "== Making the virtual environment"
	@python=$$(.ci/python) && "$$python" -m venv .venv
	@$(PIP) install --quiet 'pip>=25.1'
	@touch $@

# The install would build the front end as well, but in silence: it is left to the next rule.
.venv/run.stamp: .venv/made.stamp pyproject.toml
	@echo "== Installing the service and what it needs"
	@SKIP_FRONTEND=1 $(PIP) install --editable '.[pdf]'
	@touch $@

.venv/dev.stamp: .venv/made.stamp pyproject.toml
	@echo "== Installing the service, what it needs and what its tests need"
	@SKIP_FRONTEND=1 $(PIP) install --editable . --group dev
	@touch .venv/run.stamp $@

.venv/assets.stamp: .venv/made.stamp $(FRONT_END)
	@echo "== Building the front end"
	@.ci/npm --ready
	@$(BIN)/python $(ASSETS)/hatch_build.py
	@touch $@
