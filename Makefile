# The commands of the house. What is missing is installed first, into the checkout.
.DEFAULT_GOAL := help
.PHONY: help setup run test check checks flood soak fuzz forwarding bench build lock deploy diff destroy smoke agents clean

export PATH := $(CURDIR)/.venv/bin:$(PATH)
export CDK_DISABLE_CLI_TELEMETRY := true
PIN := uv pip compile --quiet --universal --generate-hashes --custom-compile-command "make lock" --python-version 3.11

help:   ## what there is
	@sed -n 's/^\([a-z]*\): .*## /\1	/p' $(MAKEFILE_LIST)

setup:  ## install what is missing: .venv and node_modules
	@sh local/setup.sh

run: setup  ## Tresen on this machine, on PORT (8080) until Ctrl-C; FAULTS="seed=7 cut=0.01 …" lets it fail, see docs/faults.md; MATOMO_URL and MATOMO_TOKEN name a Matomo to send to
	@exec python -m local

test: check checks  ## everything, the end-to-end tests in a real Chromium and a real Firefox last
	@sh local/setup.sh errors
	npm test --silent
	python -m pytest --ignore tests/end_to_end
	CHROMIUM="$$(sh local/browser.sh chromium)" && FIREFOX="$$(sh local/browser.sh firefox)" && export CHROMIUM FIREFOX && python -m pytest tests/end_to_end

check: setup  ## format, lint, types in both languages, layers, generated files
	ruff format --check .
	ruff check .
	npm run --silent lint
	mypy .
	npm run --silent types
	lint-imports
	python -m widget_assets.generate --check
	python -m stacks.settings_schema --check
	python -m stacks.widget_schema --check
	python -m stacks.checks.page --check
	python -m tests.openapi.page --check
	python -m tests.scale.page --check
	python -m tests.promises.page --check

checks: setup  ## three checkers over all templates, the reason for whatever they find, and the audit of the promises
	@sh local/setup.sh checks
	python -m stacks.checks
	python -m cli audit

flood: setup  ## attack a local run of its own, and print what that could cost a deployment at most
	@python -m tests.flood

soak: setup  ## the model of a conversation with all that can go wrong, for MINUTES (10) from SEED (1)
	@PYTHONHASHSEED=0 python -m tests.model --minutes $(or $(MINUTES),10) --seed $(or $(SEED),1)

fuzz: setup  ## bad requests: CASES (1000000) to the function of POST /api/events, a tenth of them to that of POST /api/errors, EXAMPLES (1000) to each operation of docs/openapi.json
	@python -m tests.fuzz --cases $(or $(CASES),1000000)
	@python -m tests.fuzz --target errors --cases $$(($(or $(CASES),1000000) / 10))
	@python -m tests.openapi --examples $(or $(EXAMPLES),1000)

forwarding: setup  ## EVENTS (10000) through everything that can go wrong on the way to Matomo, from SEED (1)
	@python -m tests.forwarding --events $(or $(EVENTS),10000) --seed $(or $(SEED),1)

bench: setup  ## what a message and an event cost, how fast a function starts, what a long conversation, the form's proof of work and a page with the widget take, the last beside others from npm; PARTS="page lighthouse"
	@sh local/setup.sh bench
	@CHROMIUM="$$(sh local/browser.sh chromium)" && export CHROMIUM && python -m tests.bench $(PARTS)

build: setup  ## the browser bundle, with its weight
	node widget_assets/build.mjs

lock: setup  ## pin what the requirements.in of the root, of lambdas, of stacks/checks, of tests/bench and of tests/scrubbing ask for
	$(PIN) lambdas/requirements.in --output-file lambdas/requirements.txt
	$(PIN) requirements.in --output-file requirements.txt
	$(PIN) stacks/checks/requirements.in --output-file stacks/checks/requirements.txt
	$(PIN) tests/bench/requirements.in --output-file tests/bench/requirements.txt
	$(PIN) tests/scrubbing/requirements.in --output-file tests/scrubbing/requirements.txt

deploy: setup  ## into the AWS account of your credentials; ARGS is handed to cdk
	npx cdk deploy --all $(ARGS)

diff: setup  ## what deploy would change
	npx cdk diff $(ARGS)

destroy: setup  ## remove the deployment; says what is left, and why
	npx cdk destroy --all $(ARGS)
	python -m cli remains

smoke: setup  ## whether the deployment at URL behaves as the design says, a line a point
	python -m cli smoke $(URL)

agents: setup  ## who may answer; ARGS="add anna@example.com --group shop.service", "disable …" or "list"
	python -m cli agents $(or $(ARGS),list)

clean:  ## remove what is made from the sources
	rm -rf build cdk.out widget_assets/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
