# `make up` and `make test` do everything on a machine that has Rust, Go, Node.js 20, Python 3 and make.
# `make help` lists the rest.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The example names the provider's folder, so the folder is not for the environment to choose.
export CARGO_TARGET_DIR := $(CURDIR)/target
BIN := target/debug
PROVIDER := $(BIN)/pulumi-resource-genesyscloud
SIM := $(BIN)/genesys-sim

# What belongs to this clone and to nobody else: the simulated organization, the stack's state.
LOCAL := .local
# What is the same for every clone: the engine, Python packages, cargo-deny.
CACHE := $(if $(XDG_CACHE_HOME),$(XDG_CACHE_HOME),$(HOME)/.cache)/pulumi-genesyscloud

CARGO_DENY_VERSION := 0.20.2
CARGO_DENY := $(CACHE)/cargo-deny-$(CARGO_DENY_VERSION)/bin/cargo-deny
PYTHON_ENV := $(CACHE)/python-$(shell cksum < sdk-gen/requirements.txt | cut -d ' ' -f 1)
PYTHON := $(PYTHON_ENV)/bin/python
# The official SDK and the stores of state have packages of their own.
OFFICIAL_ENV := $(CACHE)/python-$(shell cksum < tests/simulator/python/requirements.txt | cut -d ' ' -f 1)
BACKENDS_ENV := $(CACHE)/python-$(shell cksum < tests/backends/requirements.txt | cut -d ' ' -f 1)
AZURITE := $(CACHE)/azurite-$(shell cksum < tests/backends/package-lock.json | cut -d ' ' -f 1)

comma := ,
export NO_PROXY := 127.0.0.1,localhost$(addprefix $(comma),$(NO_PROXY))
export no_proxy := $(NO_PROXY)

# The same settings as in tools/engine: generator and engine share most of their code, and Go then compiles it once.
export CGO_ENABLED := 0
export GOFLAGS := -mod=readonly -trimpath -buildvcs=false
export GOWORK := off

# Only what is missing gets built; each step says so when it takes long.
.PHONY: up preview refresh down sim-stop help schema build binaries FORCE \
	test test-rust test-simulator test-licences test-sdks test-typescript test-end-to-end test-backends

up: build ## build what is missing, start the simulator, deploy examples/org
	@$(call run,up)
	@echo "Try next:"
	@echo "  edit examples/org/contactCentre.ts, then: make preview, and make up"
	@echo "  change a queue behind Pulumi's back at $$(cat $(LOCAL)/address), then: make preview OPTIONS='--refresh --diff'"
	@echo "  make down removes what was deployed; make help lists the rest"

preview: build ## show what `make up` would change
	@$(call run,preview)

refresh: build ## compare the state with the live objects
	@$(call run,refresh)

down: build ## remove what was deployed
	@$(call run,down)

sim-stop: ## stop the simulator; its organization is kept
	@tools/sim stop $(LOCAL)/sim

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

# One command of the runner on examples/org, against the simulator: what the environment says of a real organization is
# taken away first.
define run
set -e; \
address=$$(tools/sim start $(LOCAL)/sim $(SIM)); \
printf '%s\n' "$$address" > $(LOCAL)/address; \
engine=$$(tools/engine); \
env $$(env | sed -n 's/^\(GENESYSCLOUD_[A-Z0-9_]*\)=.*/-u \1/p') \
    GENESYSCLOUD_BASE_URL="$$address" \
    GENESYSCLOUD_OAUTHCLIENT_ID=5a1e0000-0000-4000-8000-000000000001 \
    GENESYSCLOUD_OAUTHCLIENT_SECRET=genesys-sim-secret \
    PULUMI_CONFIG_PASSPHRASE= \
node --import tsx tools/runner/src/main.ts $(1) --project examples/org --state $(LOCAL)/pulumi --engine "$$engine" $(OPTIONS)
endef

# Twice, because the examples are converted by the schema that they then stand in.
schema: ## after a change of a declaration or a page: its schema, its example in every language
	cargo xtask schema
	cd sdk-gen && go run ./examples --schema ../provider-schema.json --out ../crates/resources/examples.json
	cargo xtask schema

build: binaries components/bin/index.js $(LOCAL)/.gitignore
	@tools/engine > /dev/null

binaries: FORCE
	@test -x $(PROVIDER) || echo "Building the provider, its companion and the simulator, a few minutes the first time ..."
	@cargo build --quiet --locked --bin pulumi-resource-genesyscloud --bin genesys-sim --bin genesysctl

$(LOCAL)/.gitignore:
	@mkdir -p $(LOCAL)
	@echo '*' > $@

# The SDKs, from the committed schema.
sdk/.generated: provider-schema.json $(filter-out %_test.go,$(wildcard sdk-gen/*.go)) sdk-gen/go.mod sdk-gen/go.sum
	@echo "Generating the SDKs; the first time, the generator is compiled, for some minutes ..."
	@cd sdk-gen && go run . --schema ../provider-schema.json --out ../sdk
	@touch $@

# Written only when it changes, so that npm is not asked for nothing.
sdk/nodejs/package.json: sdk/.generated
	@:

node_modules/.package-lock.json: package.json package-lock.json .npmrc sdk/nodejs/package.json \
		$(wildcard components/package.json tools/runner/package.json examples/*/package.json tests/package.json)
	@echo "Installing the Node.js packages ..."
	@npm ci --loglevel=error
	@touch $@

sdk/nodejs/bin/package.json: sdk/.generated node_modules/.package-lock.json
	@echo "Compiling the TypeScript SDK ..."
	@rm -rf sdk/nodejs/bin
	@node_modules/.bin/tsc -p sdk/nodejs
	@cp sdk/nodejs/package.json $@

components/bin/index.js: sdk/nodejs/bin/package.json $(addprefix components/,package.json schema.ts tsconfig.json) $(wildcard components/src/*.ts)
	@echo "Compiling the components ..."
	@rm -rf components/bin
	@npm run build --silent --workspace components

# The whole suite; each part can be run by itself.
test: test-rust test-simulator test-licences test-sdks test-typescript test-end-to-end test-backends ## the whole test suite
	@echo "== all passed"

test-rust: build
	@echo "== Rust: format, lints, tests"
	cargo fmt --all --check
	cargo clippy --quiet --locked --workspace --all-targets -- --deny warnings
	cargo test --quiet --locked --workspace

test-simulator: binaries $(OFFICIAL_ENV)/.installed tests/simulator/javascript/node_modules/.package-lock.json
	@echo "== The simulator, by the official SDKs and in a browser"
	tests/simulator/run $(SIM) $(OFFICIAL_ENV)/bin/python

test-licences: $(CARGO_DENY)
	@echo "== Rust: licences, bans and sources of what is linked in"
	$(CARGO_DENY) --locked check --hide-inclusion-graph licenses bans sources

test-sdks: build $(PYTHON_ENV)/.installed
	@echo "== The SDK generator, and the SDKs of all names compiled, with the examples"
	@cd sdk-gen && unformatted=$$(gofmt -l .) && test -z "$$unformatted" || { echo "not formatted: $$unformatted"; exit 1; }
	cd sdk-gen && go vet ./... && SDK_PYTHON=$(PYTHON) go test ./...

test-typescript: build
	@echo "== TypeScript: the runner, the components, types of the example"
	npm test --silent --workspace runner
	npm test --silent --workspace components
	node_modules/.bin/tsc -p examples/org
	node_modules/.bin/tsc -p examples/contact-center

test-end-to-end: build $(PYTHON_ENV)/.installed
	@tools/yaml > /dev/null
	@echo "== End to end, on the engine"
	cd tests && SDK_PYTHON=$(PYTHON) npm test --silent

test-backends: build $(BACKENDS_ENV)/.installed $(AZURITE)/node_modules/.package-lock.json
	@echo "== State in S3, Azure Blob Storage and Google Cloud Storage"
	cd tests && BACKENDS_PYTHON=$(BACKENDS_ENV)/bin BACKENDS_AZURITE=$(AZURITE)/node_modules npm run --silent backends

# The folder's name follows from the packages, so it need not look older than their list.
$(PYTHON_ENV)/.installed: REQUIREMENTS := sdk-gen/requirements.txt
$(OFFICIAL_ENV)/.installed: REQUIREMENTS := tests/simulator/python/requirements.txt
$(BACKENDS_ENV)/.installed: REQUIREMENTS := tests/backends/requirements.txt
$(PYTHON_ENV)/.installed $(OFFICIAL_ENV)/.installed $(BACKENDS_ENV)/.installed:
	@echo "Installing the Python packages for the tests ..."
	@rm -rf $(@D)
	@mkdir -p $(CACHE)
	@python3 -m venv $(@D)
	@$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --prefer-binary --requirement $(REQUIREMENTS)
	@touch $@

tests/simulator/javascript/node_modules/.package-lock.json: $(addprefix tests/simulator/javascript/,package.json package-lock.json .npmrc)
	@echo "Installing the official JavaScript SDK ..."
	@cd tests/simulator/javascript && npm ci --loglevel=error
	@touch $@

$(AZURITE)/node_modules/.package-lock.json:
	@echo "Installing Azurite for the tests ..."
	@mkdir -p $(AZURITE)
	@cp tests/backends/package.json tests/backends/package-lock.json tests/backends/.npmrc $(AZURITE)
	@cd $(AZURITE) && npm ci --loglevel=error
	@touch $@

$(CARGO_DENY):
	@echo "Building cargo-deny $(CARGO_DENY_VERSION), once; some minutes ..."
	@CARGO_TARGET_DIR=$(CACHE)/cargo-deny-build cargo install --quiet --locked --no-default-features \
		--root $(CACHE)/cargo-deny-$(CARGO_DENY_VERSION) cargo-deny@$(CARGO_DENY_VERSION)
	@rm -rf $(CACHE)/cargo-deny-build
