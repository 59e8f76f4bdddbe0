# Everything is set up by the first command that needs it; nothing is installed outside .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check bench golden clean

# Build the example show and open it in a browser.
demo: $(VENV)/installed
	$(BIN)/izdat build examples/night-ferry --future --open

# All tests. Outside judges (Chromium, a JVM, ffprobe, npm's validators) run where they are there;
# `tests/judges/install.sh` installs them.
test: $(VENV)/developing
	$(BIN)/pytest -n 2 --dist worksteal

# What must hold before a commit: form, types, layers, spelling, dependencies.
check: $(VENV)/developing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell
	$(BIN)/deptry src

# Speed beside a peer, and error against known truth. Takes minutes.
bench: $(VENV)/developing
	for file in benchmarks/bench_*.py benchmarks/quality_*.py; do \
		[ ! -e $$file ] || $(BIN)/python $$file || exit 1; done

# Write the golden published tree anew, after a change of the site that is meant.
golden: $(VENV)/developing
	$(BIN)/pytest tests/test_golden.py --golden-write

clean:
	rm -rf $(VENV) examples/*/.izdat examples/*/public

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/developing: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[develop]'
	touch $@ $(VENV)/installed
