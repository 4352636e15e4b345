# Every target works from a fresh clone: it makes .venv/ first where that is missing or out of date.
#
#   make report      install, run the main job, print the path of report/index.html
#   make test        install with the test tools; lint, types, tests
#   make docs        build the site; print the path of its first page
#   make formal      compile the Coq proofs; print their statements, axioms and seconds
#                    (RECORD=1: translate the kernel first, write the record last)
#   make env         install everything, run nothing
#   make benchmarks  print the measured speed ratios
#   make clean       remove the environment, the report and all caches

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install -c constraints.txt
# On Linux the default build of PyTorch brings several GB of GPU libraries, so only its CPU build is
# taken. Where pip finds none, the experiments extra is left out and the tests that need it are
# skipped. TORCH=torch takes whatever build pip prefers; TORCH= leaves it out.
TORCH ?= torch==2.13.0$(if $(filter Linux,$(shell uname -s)),+cpu)
WORKERS ?= 2
comma := ,

INPUTS := pyproject.toml constraints.txt setup.py
CREATED := $(VENV)/.created
FOR_REPORT := $(VENV)/.installed-report
FOR_TEST := $(VENV)/.installed-test
FOR_DOCS := $(VENV)/.installed-docs

.PHONY: report test docs formal env benchmarks clean

report: $(FOR_REPORT)
	$(BIN)/askewtheory report

test: $(FOR_TEST)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	@if command -v coqc >/dev/null; then $(BIN)/python -m proofs_checks.formal | tail -n 1; \
	else echo "Coq is not installed: its last record is taken, nothing is compiled."; fi
	$(BIN)/pytest -m "not slow" -n $(WORKERS) -q

# Figures are drawn the first time and when a source has changed: some minutes; the rest is quick.
docs: $(FOR_DOCS)
	$(BIN)/python -m sphinx -W --keep-going -q docs docs/_build/html
	@echo "$(CURDIR)/docs/_build/html/index.html"

formal: $(FOR_REPORT)
	$(BIN)/python -m proofs_checks.formal $(if $(RECORD),--record)

env: $(FOR_TEST)

benchmarks: $(FOR_REPORT)
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) report docs/_build docs/generated build dist *.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(CREATED):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "askewtheory needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)" \
	       "(choose another with: make PYTHON=python3.12)." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	touch $@

# Installs the package with the extras in $(1), and where PyTorch is had with those in $(2).
# --no-build-isolation: the pinned setuptools builds the package, nothing unpinned is fetched.
define install
@echo "Installing into $(VENV)/ (a few minutes the first time)."
$(PIP) setuptools
@extras='$(1)'; \
if [ -n '$(TORCH)' ] && $(PIP) '$(TORCH)' 2>/dev/null; then extras="$(2)$${extras:+,$$extras}"; \
else echo "PyTorch's CPU build is not installed; experiments are left out (see TORCH in Makefile)."; \
fi; \
set -x; $(PIP) --no-build-isolation -e ".$${extras:+[$$extras]}"
endef

$(FOR_REPORT): $(CREATED) $(INPUTS)
	$(call install,,experiments)
	touch $@

$(FOR_TEST): $(CREATED) $(INPUTS)
	$(call install,docs$(comma)pep$(comma)scale$(comma)test,experiments$(comma)onnx$(comma)torchao)
	touch $(FOR_REPORT) $(FOR_DOCS) $@

$(FOR_DOCS): $(CREATED) $(INPUTS)
	$(call install,docs,experiments)
	touch $(FOR_REPORT) $@
