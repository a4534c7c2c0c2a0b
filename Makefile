PY ?= python3
UV_VERSION := 0.13.9
UV := .uv/bin/uv
BIN := .venv/bin
# One more than there are cores: much of the tests' time is waiting for browsers, servers and disks.
WORKERS := $(shell $(PY) -c 'import os; print((os.cpu_count() or 1) + 1)')

# Modules are compiled once, and not anew in each of the many processes that import them: children that read
# files may write nothing, and some machines (Docker's Python images) forbid Python to keep what it compiled.
COMPILE := $(BIN)/python -m compileall -q boundaries spatial ingest dashboard streamlit_app.py
export UV_COMPILE_BYTECODE := 1
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test faults laws validation check bench docs spark clean

run: .venv/.stamp
	$(BIN)/common-ground demo --if-missing
	$(BIN)/streamlit run streamlit_app.py

test: .venv/.stamp-dev
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

faults: .venv/.stamp-dev
	$(BIN)/python -m pytest tests/faults --full -n auto --dist loadfile

laws: .venv/.stamp-dev
	LAWS=full $(BIN)/python -m pytest tests/ingest -k "laws or machine or reports_checked" -n auto

validation: .venv/.stamp-dev
	$(BIN)/python -m benchmarks.validation

check: .venv/.stamp-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: .venv/.stamp-dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --clean -q
	@echo "The documentation is in var/site: $(BIN)/python -m http.server -b 127.0.0.1 -d var/site"

bench: .venv/.stamp-dev
	$(UV) sync --frozen --inexact --group bench --python $(PY) -q
	$(BIN)/python -m benchmarks

.uv/bin/uv:
	$(PY) -m venv .uv
	.uv/bin/pip install -q uv==$(UV_VERSION)

.venv/.stamp: $(UV) uv.lock pyproject.toml
	$(UV) sync --frozen --python $(PY) -q --no-default-groups
	$(COMPILE)
	touch $@

spark: .venv/.stamp-spark

.venv/.stamp-spark: .venv/.stamp-dev
	$(UV) sync --frozen --python $(PY) -q --extra spark
	touch $@

.venv/.stamp-dev: $(UV) uv.lock pyproject.toml
	$(UV) sync --frozen --python $(PY) -q
	$(COMPILE)
	touch $@ .venv/.stamp

clean:
	rm -rf .venv .uv var
