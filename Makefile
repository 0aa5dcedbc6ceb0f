# Everything from a fresh clone: `make demo` shows what claimcheck does, `make test` checks it. Both set up .venv first.

# Another interpreter: make PYTHON=python3.12 demo
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
# The hardest of the samples.
SAMPLE ?= data/samples/president-rejects-indictment.txt

# No test and no demo needs the network, so none may use it.
export HF_HUB_OFFLINE := 1
export HF_HUB_DISABLE_TELEMETRY := 1

.PHONY: help demo setup test lint types unit fuzz sizes format docs train bench clean

help:  ## Show what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

demo: setup  ## Set up and print the report of a hard article
	$(BIN)/claimcheck check $(SAMPLE)

setup: $(STAMP)  ## Make .venv and install claimcheck in it with all that its tests need

# Nothing to do while the declared and pinned dependencies stay as they are. torch goes first and by its pin: asked
# for without it, pip settles on a build with gigabytes of GPU libraries.
$(STAMP): pyproject.toml constraints.txt hatch_build.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "claimcheck needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 demo" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt torch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

test: lint types unit  ## Lint, check types and run the tests

lint: setup  ## Check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup  ## Check types
	$(BIN)/mypy

unit: setup  ## Run the tests
	$(BIN)/python -m pytest

# How many made-up inputs all entries get together, and how many each gets of the search by coverage.
INPUTS ?= 10000
RUNS ?= 2000
fuzz: setup  ## Send 10,000 hostile inputs to every entry, then search for more (an hour; nightly)
	FUZZ_INPUTS=$(INPUTS) $(BIN)/python -m pytest tests/fuzz/test_entries.py tests/fuzz/test_shipped_model.py
	@$(BIN)/python -c 'import atheris' 2> /dev/null \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt '.[fuzz]' \
	  || echo "atheris does not install here: no search by coverage" >&2
	@if $(BIN)/python -c 'import atheris' 2> /dev/null; then set -e; for entry in text jsonl labels settings results corrections gold; do \
	  echo "guided: $$entry"; PYTHONPATH=tests $(BIN)/python -m fuzz.guided $$entry --runs $(RUNS); done; fi

sizes: setup  ## Run inputs of hostile sizes in full size, and print what each takes (minutes)
	cd tests && ../$(BIN)/python -m fuzz.sizes

format: setup  ## Format the code and mend what ruff can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: setup  ## Write docs/cli.md from the commands' own help
	$(BIN)/python -m typer claimcheck.cli utils docs --name claimcheck --output docs/cli.md

# The annotated articles, PolNeAR and the NLI pairs that training needs; they are not part of the project.
SHARED ?= ../shared
# How models/default was trained; its README tells more. A run that was cut short goes on where it stopped.
train: setup  ## Train the default model anew, from the published encoder (hours)
	test -d runs/all-mpnet-base-v2 || $(BIN)/python -m claimcheck.training base mpnet runs/all-mpnet-base-v2
	$(BIN)/python -m claimcheck.training train runs/default --base runs/all-mpnet-base-v2 --shared $(SHARED) \
	  --set steps=840 --set polnear=80 --set polnear_every=15 --set nli_every=5
	$(BIN)/python -m claimcheck.training export runs/default runs/default/model
	$(BIN)/python -m claimcheck.training calibrate runs/default/model $(SHARED)/gold/train.jsonl
	$(BIN)/python -m claimcheck.training.shares runs/default/model --shared $(SHARED)
	$(BIN)/claimcheck evaluate $(SHARED)/gold/dev.jsonl --model runs/default/model

bench: setup  ## Measure speed beside the zero-shot pipeline, and the cold start (minutes)
	$(BIN)/python benchmarks/speed.py

clean:  ## Remove what was made, .venv included
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
