# The only door: every command of the portal. For GNU make 3.81 and a POSIX sh.

PYTHON ?= python3
PORT ?= 8000
WHO ?= organiser

VENV_PYTHON = .venv/bin/python
SUPERVISOR = $(VENV_PYTHON) -m assembly_portal.supervisor

# Tests start hundreds of Pythons: what one of them has compiled the others need not compile again.
COMPILED = env PYTHONDONTWRITEBYTECODE=

# Many shells keep the machine's name in HOST: only "make run HOST=..." counts.
ifeq ($(origin HOST),command line)
LISTEN = --host $(HOST)
endif

.DEFAULT_GOAL := help
.PHONY: help run test check bench load reset code manage lock format

help: ## show this list
	@echo "make run     start the portal with its demonstration (PORT=$(PORT), HOST=... to let others in)"
	@echo "make code    print the code of the second factor (WHO=organiser) while the portal runs"
	@echo "make manage  run one of Django's commands while the portal runs (DO='shell')"
	@echo "make reset   throw the demonstration's data away"
	@echo "make test    run every test (ONLY=tests/events for some)"
	@echo "make check   format, lint, types, import law, migrations, templates, deployment settings"
	@echo "make bench   measure requests, queries and seats per second"
	@echo "make load    the tests that take longer than a few minutes"
	@echo "make format  put the code into shape"
	@echo "make lock    resolve the requirements anew and write them down with their hashes"

run:
	@$(PYTHON) bin/setup.py run
	@exec env PORT="$(PORT)" $(SUPERVISOR) run $(LISTEN)

test:
	@$(PYTHON) bin/setup.py dev browser
	@exec $(COMPILED) $(VENV_PYTHON) -m pytest -n 2 --dist loadgroup -m "not load" $(ONLY)

load:
	@$(PYTHON) bin/setup.py dev browser
	@exec $(VENV_PYTHON) -m pytest -m load -s $(ONLY)

check:
	@$(PYTHON) bin/setup.py dev
	@exec $(VENV_PYTHON) bin/check.py

bench:
	@$(PYTHON) bin/setup.py dev
	@exec $(VENV_PYTHON) -m tests.load.bench

reset:
	@exec $(if $(wildcard $(VENV_PYTHON)),$(VENV_PYTHON),$(PYTHON)) -m assembly_portal.supervisor reset

code:
	@exec $(SUPERVISOR) manage code $(WHO)

manage:
	@exec $(SUPERVISOR) manage $(DO)

format:
	@$(PYTHON) bin/setup.py dev
	@$(VENV_PYTHON) -m ruff format .
	@$(VENV_PYTHON) -m ruff check --fix .

lock:
	@$(PYTHON) bin/setup.py dev
	@for set in tools run embedded dev node; do \
		.venv/bin/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
			--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(UPGRADE) \
			requirements/$$set.in -o requirements/$$set.txt || exit 1; \
	done
