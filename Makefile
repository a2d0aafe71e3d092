# make run    set everything up and run Petrograd 1917
# make test   set everything up and run the tests; make test-slow lists the slowest twenty as well
# make check  the tests, the linter and the types
# make test-mutations  read thousands of damaged files (a quarter of an hour)
# make test-faults  stop every command that writes at every moment, fill the disk, and look at what is left (an hour)
# make docs   the documentation, to be opened as build/docs/index.html; make test-docs runs what its pages and
#             notebooks tell the reader to type
# make reports  offline reports of all scenarios, one HTML file each, in build/reports
# make notebook  set everything up and open the first notebook
# make clean  remove what the above have made
#
# PYTHON chooses the interpreter (make run PYTHON=python3.13), VENV the folder of the environment.

NEW_ENOUGH = import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python python3.13 python3.12 python3.11; do \
	"$$p" -c '$(NEW_ENOUGH)' 2>/dev/null && echo "$$p" && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test test-slow test-docs test-mutations test-faults lint check docs reports notebook clean
.DELETE_ON_ERROR:

run: $(VENV)/installed
	$(BIN)/dualsim run petrograd_1917

test: $(VENV)/installed-test
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not documents" $(PYTEST)

test-slow: PYTEST = --durations=20 --durations-min=1
test-slow: test

test-docs: $(VENV)/installed-test
	$(BIN)/python -m pytest -n 2 --dist worksteal -m documents

test-mutations: $(VENV)/installed-test
	PYTHONPATH=tests $(BIN)/python benchmarks/damaged_files.py $(MUTATIONS)

test-faults: $(VENV)/installed-test
	PYTHONPATH=tests $(BIN)/python benchmarks/stopped_commands.py $(FAULTS)

lint: $(VENV)/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint test test-docs

notebook: $(VENV)/installed-notebook
	$(BIN)/jupyter lab notebooks/01_first_run.ipynb

docs: $(VENV)/installed-docs
	$(BIN)/python -m sphinx -j auto --quiet --fail-on-warning --keep-going -d build/doctrees docs build/docs
	@echo "Open build/docs/index.html"

reports: $(VENV)/installed
	@mkdir -p build/reports
	for name in $$($(BIN)/dualsim scenarios | cut -d ' ' -f 1); do \
		$(BIN)/dualsim report $$name -o build/reports/$$name.html || exit; done

clean:
	rm -rf $(VENV) build dist docs/made .mypy_cache .ruff_cache .pytest_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp is written last, so that a set-up that was cut short is done again.
$(VENV)/made:
	@"$(PYTHON)" -c '$(NEW_ENOUGH)' || { echo "dualsim needs Python 3.11 or newer; choose it with make PYTHON=/path/to/python" >&2; exit 2; }
	"$(PYTHON)" -m venv $(VENV)
	@touch $@

$(VENV)/installed: $(VENV)/made pyproject.toml
	$(INSTALL) --editable .
	@touch $@

$(VENV)/installed-test: $(VENV)/made pyproject.toml
	$(INSTALL) --editable '.[test]'
	@touch $(VENV)/installed $@

$(VENV)/installed-notebook: $(VENV)/made pyproject.toml
	$(INSTALL) --editable '.[notebook]'
	@touch $(VENV)/installed $@

$(VENV)/installed-docs: $(VENV)/made pyproject.toml
	$(INSTALL) --editable '.[docs]'
	@touch $(VENV)/installed $@
