# What one does with a clone. Each target sets up what it needs in .venv: by uv where there is one, else by venv and pip;
# and again only when pyproject.toml has changed.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help demo test lint docs samples pictures wheel clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

demo: .venv/.ready-run ## play a week with a sample project, afresh, in sheetsync-demo/
	rm -rf sheetsync-demo
	$(BIN)/sheetsync demo sheetsync-demo

test: .venv/.ready-test ## run the tests; ARGS="tests/test_cli.py -x" for some of them
	$(BIN)/pytest -n auto --dist loadfile $(ARGS)

lint: .venv/.ready-dev ## ruff and mypy
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

docs: .venv/.ready-test ## write what the READMEs and docs/ quote from the program anew
	$(BIN)/python tests/quoted.py

samples: .venv/.ready-test ## make the sample projects in samples/ anew from their scripts
	$(BIN)/python tests/samples.py

pictures: .venv/.ready-test ## draw docs/*.png from the demo's workbooks (needs LibreOffice, poppler, Chromium and a Chinese font)
	$(BIN)/python tests/pictures.py

wheel: .venv/.ready-run ## build the wheel into dist/
	rm -rf dist
	@if command -v uv >/dev/null; then uv build --quiet --wheel --out-dir dist; \
	else $(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .; fi
	@ls dist/*.whl

clean: ## remove what the other targets made
	rm -rf .venv dist sheetsync-demo .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/.ready-run: EXTRA :=
.venv/.ready-test: EXTRA := [test]
.venv/.ready-dev: EXTRA := [dev]

.venv/.ready-%: pyproject.toml
	@if command -v uv >/dev/null; then \
	    uv venv --quiet --allow-existing .venv && uv pip install --quiet --python $(BIN)/python --editable '.$(EXTRA)'; \
	else \
	    $(PYTHON) -m venv .venv && $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.$(EXTRA)'; \
	fi
	@touch $@
