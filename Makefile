# Each target is a task of config/bootstrap, which needs nothing but Python 3.11 or newer.
# `make` alone lists them. Settings go before or after: PORT=8001 make run, make run PORT=8001.
PYTHON ?= python3
TASKS := help setup run dev build test test-all check lock clean

.PHONY: $(TASKS)
.DEFAULT_GOAL := help

$(TASKS):
	@$(PYTHON) -m config.bootstrap $@
