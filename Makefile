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

.PHONY: help demo setup test lint types unit fuzz sizes format readme docs lock licences audit bench clean
.PHONY: train train-default train-first-stage train-second-stage train-fast train-fast-first-stage train-fast-second-stage nli lexical robustness

help:  ## Show what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 28

demo: setup  ## Set up and print the report of a hard article
	$(BIN)/claimcheck check $(SAMPLE)

setup: $(STAMP)  ## Make .venv and install claimcheck in it with all that its tests need

PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# Nothing to do while the declared and pinned dependencies stay as they are. First all that can be held to its hash; torch
# after it, and by its pin alone: each index has builds of its own under that version, so no hash would hold for all. Asked
# for without the pin, pip settles on a build with gigabytes of GPU libraries. Last claimcheck itself, with the build tools of
# the lock; what is declared and not yet locked would come without a hash (tests/test_supply.py sees to it that nothing is).
$(STAMP): pyproject.toml constraints.txt requirements.lock hatch_build.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "claimcheck needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 demo" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP) --require-hashes --requirement requirements.lock
	$(PIP) --constraint constraints.txt torch
	$(PIP) --constraint constraints.txt --no-build-isolation --editable '.[dev]'
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
fuzz: setup  ## Send 10,000 hostile inputs to every entry, then search for more (half an hour and more; nightly)
	FUZZ_INPUTS=$(INPUTS) $(BIN)/python -m pytest tests/fuzz/test_entries.py tests/fuzz/test_shipped_model.py
	@$(BIN)/python -c 'import atheris' 2> /dev/null \
	  || $(PIP) --constraint constraints.txt atheris \
	  || echo "atheris does not install here: no search by coverage" >&2
	@if $(BIN)/python -c 'import atheris' 2> /dev/null; then set -e; for entry in text jsonl labels settings results corrections gold; do \
	  echo "guided: $$entry"; PYTHONPATH=tests $(BIN)/python -m fuzz.guided $$entry --runs $(RUNS); done; fi

sizes: setup  ## Run inputs of hostile sizes in full size, and print what each takes (minutes)
	cd tests && ../$(BIN)/python -m fuzz.sizes

format: setup  ## Format the code and mend what ruff can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

readme: setup  ## Put what the shipped model prints and its figures into README.md
	$(BIN)/python tests/readme_parts.py

docs: setup  ## Write docs/cli.md from the commands' own help
	$(BIN)/python -m typer claimcheck.cli utils docs --name claimcheck --output docs/cli.md

# Tools that look at dependencies, apart from these.
TOOLS := .venv/tools
$(TOOLS)/bin/%: | setup
	test -x $(TOOLS)/bin/python || $(BIN)/python -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check $*

# Versions are those of constraints.txt; torch is left out, as is what only a Python in a browser needs.
lock: $(TOOLS)/bin/uv  ## Write requirements.lock anew: versions and hashes for set-up (needs the network)
	echo torch > $(TOOLS)/excluded
	$(TOOLS)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-package httpx2-jsfetch \
	  --custom-compile-command 'make lock' --no-emit-index-url --no-emit-find-links --extra dev --constraint constraints.txt \
	  --excludes $(TOOLS)/excluded --python $(BIN)/python pyproject.toml requirements.in --output-file requirements.lock

licences: setup  ## Write docs/licences.md, the licences of all dependencies
	$(BIN)/python tools/licences.py

audit: $(TOOLS)/bin/pip-audit  ## Ask for known holes in all pinned dependencies (needs the network)
	$(TOOLS)/bin/pip-audit --strict --requirement constraints.txt --no-deps --disable-pip

# The annotated articles, PolNeAR and the NLI pairs that training needs; they are not part of the project.
SHARED ?= ../shared
MPNET := runs/all-mpnet-base-v2
MINILM := runs/all-MiniLM-L6-v2
TRAINING := $(BIN)/python -m claimcheck.training

# What turns a finished run into a model that can ship: weights, temperatures and thresholds, figures. A run that was cut short goes on
# where it stopped.
define model
	$(TRAINING) export runs/$(1) runs/$(1)/model
	$(TRAINING) calibrate runs/$(1)/model $(SHARED)/gold/train.jsonl
	$(TRAINING).shares runs/$(1)/model --shared $(SHARED)
	$(TRAINING) figures runs/$(1)/model $(SHARED)/gold/dev.jsonl $(2)
endef

train: train-default train-fast  ## Train both embedded models anew, from the published encoders (hours)

# The first stage reads each article once, with the upper 4 of 12 layers trained; its model can be measured, and could ship. The second goes
# on from it with the upper 8, a little longer than the first, and a quarter of the readings in another typography.
train-default: train-second-stage  ## Train the default model anew, in its two stages (hours)

train-first-stage: setup $(MPNET)/tokenizer.json  ## Train the default model's first stage alone
	$(TRAINING) train runs/first-stage --base $(MPNET) --shared $(SHARED) \
	  --set steps=840 --set polnear=80 --set polnear_every=15 --set nli_every=5
	$(call model,first-stage,"reads the whole article with mpnet-base: first stage")

train-second-stage: train-first-stage  ## Train the default model's second stage, from the model of the first
	$(TRAINING) train runs/second-stage --base $(MPNET) --shared $(SHARED) --set begin=runs/first-stage/model \
	  --set frozen=4 --set kept=no --set disguised=0.25 --set steps=960 \
	  --set polnear=160 --set polnear_every=12 --set nli_every=5 --set head_rate=5e-4
	$(call model,second-stage,"reads the whole article with mpnet-base")

train-fast: train-fast-second-stage  ## Train the fast model anew, in its two stages (an hour)

train-fast-first-stage: setup $(MINILM)/tokenizer.json  ## Train the fast model's first stage alone
	$(TRAINING) train runs/fast-first-stage --base $(MINILM) --shared $(SHARED) \
	  --set frozen=0 --set disguised=0.25 --set steps=858 \
	  --set polnear=100 --set polnear_every=12 --set nli_every=5 --set encoder_rate=1e-4
	$(call model,fast-first-stage,"reads the whole article with MiniLM-L6: first stage")

train-fast-second-stage: train-fast-first-stage  ## Train the fast model's second stage, from the model of the first
	$(TRAINING) train runs/fast --base $(MINILM) --shared $(SHARED) --set begin=runs/fast-first-stage/model \
	  --set frozen=0 --set kept=no --set disguised=0.25 --set steps=420 --set polnear=100 --set polnear_every=12 \
	  --set nli_every=6 --set encoder_rate=1e-4 --set head_rate=5e-4 --set seed=11
	$(call model,fast,"reads the whole article with MiniLM-L6: less sure than default and several times as fast")

# The plain zero-shot road, to measure the models against: an ordinary NLI checkpoint for `claimcheck check --model runs/nli/checkpoint`.
nli: setup $(MINILM)/tokenizer.json  ## Train an NLI checkpoint of MiniLM's size, the zero-shot baseline (minutes)
	$(TRAINING).nli train runs/nli --base $(MINILM) --pairs $(SHARED)/nli/nli.jsonl.gz
	$(TRAINING).nli export runs/nli runs/nli/checkpoint
	$(TRAINING).wordings runs/nli/checkpoint --shared $(SHARED)
	$(TRAINING).wordings runs/nli/checkpoint --shared $(SHARED) --context
	$(BIN)/claimcheck evaluate $(SHARED)/gold/dev.jsonl --model runs/nli/checkpoint

# The tokenizer is what `base` writes last.
$(MPNET)/tokenizer.json: | setup
	$(TRAINING) base mpnet $(@D)

$(MINILM)/tokenizer.json: | setup
	$(TRAINING) base minilm $(@D)

# Beside the models in every table, and what a model loses where an article is dressed otherwise.
lexical: setup  ## Measure the lexical baseline
	$(TRAINING).lexical $(SHARED)/gold/dev.jsonl

robustness: setup  ## Measure the default model on perturbed copies of the articles (minutes; MODEL=fast for another)
	$(TRAINING).robustness $(SHARED)/gold/dev.jsonl --model $(or $(MODEL),default)

bench: setup  ## Measure speed beside the zero-shot pipeline, and the cold start (minutes)
	$(BIN)/python benchmarks/speed.py

clean:  ## Remove what was made, .venv included
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
