# make run opens the sample shop, make test runs the tests.
# Both make what they need first; the machine needs Python 3.11 or newer, and make.

PYTHON ?= python3
VENV ?= .venv
ARGS ?=

BIN := $(VENV)/bin
READY := $(VENV)/.ready
CODE := dropship_tui tests scripts benchmarks

.NOTPARALLEL:
.PHONY: help run test check bench lint types layers house translations documents docs format lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' Makefile | expand -t 20

run: $(READY) ## open the sample shop; it is kept in .sample between runs
	@$(BIN)/dropship demo --dir .sample

test: $(READY) ## run the tests; ARGS="-k stock" chooses some
	$(BIN)/pytest -n auto $(ARGS)

check: lint types layers house translations documents test ## everything that CI runs

bench: $(READY) ## measure everything, in about ten minutes; benchmarks/README.md says what it means
	@for script in benchmarks/*.py; do \
	  case $$script in */pty_driver.py) continue;; esac; \
	  echo; echo "$$script"; $(BIN)/python $$script || exit 1; \
	done

lint: $(READY)
	$(BIN)/ruff check $(wildcard $(CODE))
	$(BIN)/ruff format --check $(wildcard $(CODE))

types: $(READY)
	$(BIN)/mypy

layers: $(READY)
	$(BIN)/lint-imports

house: $(READY)
	$(BIN)/python scripts/check_house.py

translations: $(READY)
	$(BIN)/python scripts/translations.py check

documents: $(READY)
	$(BIN)/python scripts/docs.py --check

docs: $(READY) ## write the generated parts of the documents; ARGS=--pictures takes screenshots
	$(BIN)/python scripts/docs.py $(ARGS)

format: $(READY) ## format the code, collect and compile the translations
	$(BIN)/ruff check --fix $(wildcard $(CODE))
	$(BIN)/ruff format $(wildcard $(CODE))
	$(BIN)/python scripts/translations.py update
	$(BIN)/python scripts/translations.py compile

lock: $(READY) ## pin the dependencies of pyproject.toml; ARGS=--upgrade takes newer ones
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras \
	  --generate-hashes --no-emit-index-url --no-header $(ARGS) \
	  --output-file constraints.txt pyproject.toml

clean: ## remove what make made, the sample shop too
	rm -rf .venv .ci-venv .sample dist .mypy_cache .ruff_cache .pytest_cache .hypothesis \
	  .import_linter_cache snapshot_report.html

# The stamp is written last, so an interrupted start begins again from nothing.
$(READY): constraints.txt
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "dropship needs Python 3.11 or newer with its venv module; make PYTHON=… names another one." >&2; \
	  exit 1; }
	@echo "Making $(VENV), once. This takes about a minute."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
