# The commands of the house. What is missing is installed first, into the checkout.
.DEFAULT_GOAL := help
.PHONY: help setup run test check build lock clean

export PATH := $(CURDIR)/.venv/bin:$(PATH)
PIN := uv pip compile --quiet --universal --generate-hashes --custom-compile-command "make lock" --python-version 3.11

help:   ## what there is
	@sed -n 's/^\([a-z]*\): .*## /\1	/p' $(MAKEFILE_LIST)

setup:  ## install what is missing: .venv and node_modules
	@sh local/setup.sh

run: setup  ## Tresen on this machine, on PORT (8080) until Ctrl-C
	@exec python -m local

test: check  ## everything, the end-to-end tests in a real Chromium last
	npm test --silent
	python -m pytest --ignore tests/end_to_end
	CHROMIUM="$$(sh local/chromium.sh)" && export CHROMIUM && python -m pytest tests/end_to_end

check: setup  ## format, lint, types in both languages, layers, generated files
	ruff format --check .
	ruff check .
	npm run --silent lint
	mypy .
	npm run --silent types
	lint-imports
	python -m widget_assets.generate --check
	python -m stacks.settings_schema --check

build: setup  ## the browser bundle, with its weight
	node widget_assets/build.mjs

lock: setup  ## pin what requirements.in and lambdas/requirements.in ask for
	$(PIN) lambdas/requirements.in --output-file lambdas/requirements.txt
	$(PIN) requirements.in --output-file requirements.txt

clean:  ## remove what is made from the sources
	rm -rf build cdk.out widget_assets/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
