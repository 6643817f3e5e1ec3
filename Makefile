# Two commands matter: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
UV_VERSION := 0.13.9
AUDIT_VERSION := 2.10.1
# One thread per linear-algebra call: the machine's cores are shared by tests and jobs.
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: help
help: ## list these commands
	@grep -hE '^[a-z0-9_-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9_-]+):.*## /  make \1\t/' | expand -t 24

$(BIN)/uv:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.run: requirements.lock pyproject.toml | $(BIN)/uv
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --no-deps --editable .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.run
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: setup
setup: .venv/.dev ## install the product and what its tests need into .venv

.PHONY: run
run: .venv/.run ## serve the demonstration province on http://127.0.0.1:8000 (PORT= changes it)
	@exec $(BIN)/python -m api.demo_run --port $(PORT)

.PHONY: check
check: setup ## lint, types and layering
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: format
format: setup ## put imports and white space in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: test
test: setup ## every test that needs no browser and no PostgreSQL server
	$(BIN)/python -m pytest -n 2 --dist loadfile --ignore=tests/e2e

.PHONY: test-postgresql
test-postgresql: setup ## the tests of the application once more, on a PostgreSQL server that they start themselves
	NOIVIEC_TEST_STORE=postgresql $(BIN)/python -m pytest tests/api -n 2 --dist loadfile -rs

STORE_TESTS := migrations scoping audit once duplicates accounts throttle changes import_people routes_people \
  routes_referrals routes_contact person_rights bad_input
.PHONY: test-postgresql-sample
test-postgresql-sample: setup ## of these, those that lean on the store most
	NOIVIEC_TEST_STORE=postgresql $(BIN)/python -m pytest $(STORE_TESTS:%=tests/api/test_%.py) -n 2 --dist loadfile -rs

.venv/.e2e: requirements-e2e.lock .venv/.dev
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-e2e.lock
	@touch $@

.PHONY: e2e
e2e: .venv/.e2e ## the pages in the system's Chromium: access, weight, narrow screens, keyboard, whole stories
	$(BIN)/python -m pytest tests/e2e -n 2 -rsP

.PHONY: e2e-sample
e2e-sample: .venv/.e2e ## the whole stories, and weight and speed of a case worker's pages; `make e2e` looks at everything
	$(BIN)/python -m pytest tests/e2e -n 2 --dist loadfile -rs -k "not test_every_page or (case_worker and light)"

.PHONY: security
security: setup ## every wall tried at full size, each with its figure (about half an hour)
	SECURITY=full $(BIN)/python -m pytest tests/security tests/api/test_key_rotation.py -n 2 --dist worksteal -rA \
	  | grep -E "^security:|renewed|passed|failed|^FAILED|^ERROR"

.PHONY: security-mutants
security-mutants: setup ## walls broken on purpose in a copy of the source, each of which must turn its tests red
	$(BIN)/python -m tests.security.mutants

.PHONY: chaos
chaos: setup ## processes killed, files cut, disks full, networks silent, at full size, each with its figure (about an hour)
	$(BIN)/python -m tests.chaos

.PHONY: screenshots
screenshots: .venv/.e2e ## every page at 360 and 1280 pixels, into var/screenshots
	$(BIN)/python -m tests.e2e.screenshots

.PHONY: bench
bench: setup ## the measured figures: words, places, companies, sheets, imports, suggestions, ads, learning (a sample)
	$(BIN)/python -m tests.bench.occupations --blind
	$(BIN)/python -m tests.bench.places
	$(BIN)/python -m tests.bench.companies
	$(BIN)/python -m tests.bench.sheets
	$(BIN)/python -m tests.bench.imports
	$(BIN)/python -m tests.bench.suggest
	$(BIN)/python -m tests.bench.ads
	$(BIN)/python -m tests.bench.learning --seeds 2 --sizes 0,112,500
	$(BIN)/noiviec benchmark

.PHONY: bench-reading
bench-reading: setup ## every figure of reading hand-made lists, each beside its target
	$(BIN)/python -m tests.bench.reading

.PHONY: bench-learning
bench-learning: setup ## the ranking model's figures with reached or MISSED, then the demonstration's card (15 minutes)
	$(BIN)/python -m tests.bench.learning --seeds 10
	$(BIN)/python -m tests.bench.demonstration

.PHONY: peers
peers: setup ## install the libraries that the benchmark compares with; it goes without them too
	$(BIN)/uv pip install --quiet --python $(BIN)/python --group peers

.PHONY: holes
holes: setup ## look the pinned libraries up in the list of known holes (names and versions leave this machine)
	$(BIN)/python -m tools.holes $(BIN)/uv tool run --quiet pip-audit==$(AUDIT_VERSION)

.PHONY: lock
lock: | $(BIN)/uv ## resolve the lock files anew (no index address is written)
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --output-file requirements-dev.lock
	$(BIN)/uv pip compile --group e2e --constraint requirements-dev.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --output-file requirements-e2e.lock
