GO ?= go
DEMO := testdata/fleets/demo
OUT := dist/demo

.PHONY: help build demo test race generate check-generated lint vulncheck e2e bench images clean

help: ## Show the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## Build bin/meshfn, a static binary
	CGO_ENABLED=0 $(GO) build -trimpath -o bin/meshfn ./cmd/meshfn

images: ## Build all images into dist/images and load them; CHARTS=DIR puts the charts of a release into them
	$(GO) run ./cmd/images -charts '$(CHARTS)' -load

demo: build ## Render the demo fleet into dist/demo and list what it gave
	@rm -rf $(OUT)
	bin/meshfn render $(DEMO) --out $(OUT)
	@cd $(OUT) && find . -type f | LC_ALL=C sort | xargs wc -c

test: ## Vet and test the module: no container runtime and, once modules are there, no network
	$(GO) vet ./...
	$(GO) test -vet=off -timeout 30m ./...

# Not the package that holds Istio's own renderer, the judge of ours: it takes a
# quarter of an hour and what it runs at once is not ours.
race: ## Test the module with the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -vet=off -timeout 30m -race -short $$($(GO) list ./... | grep -v -e /internal/chart/plain -e /judge)

generate: ## Write the generated files anew
	$(GO) generate ./...

check-generated: ## Fail where a generated file is not what its generator writes
	@state() { git status --porcelain && git diff --binary; }; \
	before=$$(state) && $(GO) generate ./... && after=$$(state) || exit 1; \
	[ "$$before" = "$$after" ] || { echo "stale generated files, run make generate:"; git status --short; exit 1; }

lint: ## gofmt, go vet and staticcheck, the end-to-end module included
	@files=$$(git ls-files '*.go') && unformatted=$$(gofmt -l $$files) || exit 1; \
	[ -z "$$unformatted" ] || { echo "not formatted:"; echo "$$unformatted"; exit 1; }
	$(GO) vet ./...
	cd e2e && $(GO) vet ./...
	staticcheck=$$(cd e2e && $(GO) run ./tools/build staticcheck) && \
		$$staticcheck ./... && cd e2e && $$staticcheck ./...

vulncheck: ## Ask Go's vulnerability database about what is linked (needs a network that reaches it)
	$(GO) run golang.org/x/vuln/cmd/govulncheck@v1.1.4 ./...

e2e: ## Drive kpt, a container engine, an API server and Argo CD (built on first use, minutes)
	cd e2e && $(GO) test -count=1 -p 1 -timeout 80m -v ./...

bench: ## Measure fleets beside istioctl and kpt, expansion beside istioctl, then run the Go benchmarks
	cd e2e && $(GO) run ./bench
	istioctl=$$(cd e2e && $(GO) run ./tools/build istioctl) && $(GO) run ./internal/chart/bench -istioctl $$istioctl
	$(GO) test -run '^$$' -bench . -benchmem ./...

clean: ## Remove what make built here
	rm -rf bin dist
