package main

import (
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

var schemaPath = flag.String("schema", "../provider-schema.json", "schema whose package settings the tests use")

const (
	peerPath    = "../facts/cx-as-code/cx-as-code-1.82.json.gz"
	modulesPath = "../facts/modules.json"
)

// name is a CX as Code type in our vocabulary.
type name struct{ module, typ string }

func (n name) resource() string { return "genesyscloud:" + n.module + ":" + n.typ }
func (n name) function() string { return "genesyscloud:" + n.module + ":get" + n.typ }

// translate is the token rule: the module is the longest prefix in the table, and what matches none is in `index`.
func translate(peer string, prefixes []string) name {
	rest := strings.TrimPrefix(peer, "genesyscloud_")
	module := "index"
	longest := ""
	for _, prefix := range prefixes {
		if strings.HasPrefix(rest, prefix+"_") && len(prefix) > len(longest) {
			longest = prefix
		}
	}
	if longest != "" {
		module = strings.ReplaceAll(longest, "_", "")
		rest = strings.TrimPrefix(rest, longest+"_")
	}
	var typ strings.Builder
	for word := range strings.SplitSeq(rest, "_") {
		typ.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return name{module, typ.String()}
}

func TestTranslate(t *testing.T) {
	for peer, want := range map[string]name{
		"genesyscloud_routing_queue":                        {"routing", "Queue"},
		"genesyscloud_routing_queue_outbound_email_address": {"routing", "QueueOutboundEmailAddress"},
		"genesyscloud_telephony_providers_edges_site":       {"telephonyprovidersedges", "Site"},
		"genesyscloud_user":                                 {"index", "User"},
		"genesyscloud_flow_milestone":                       {"index", "FlowMilestone"},
		"genesyscloud_auth_division":                        {"auth", "Division"},
	} {
		if got := translate(peer, readModules(t)); got != want {
			t.Errorf("%s: %v, want %v", peer, got, want)
		}
	}
}

// TestModuleTable checks the rules of design for the committed table.
func TestModuleTable(t *testing.T) {
	prefixes := readModules(t)
	if !slices.IsSorted(prefixes) || len(slices.Compact(slices.Clone(prefixes))) != len(prefixes) {
		t.Errorf("%s is not sorted, or says something twice", modulesPath)
	}
	resources, functions := readPeer(t)
	index := map[string]bool{}
	used := map[string]bool{}
	for _, peer := range slices.Concat(resources, functions) {
		n := translate(peer, prefixes)
		used[n.module] = true
		if n.module == "index" {
			index[strings.ToLower(n.typ)] = true
		}
		joined := strings.TrimPrefix(n.module, "index") + strings.ToLower(n.typ)
		if want := strings.ReplaceAll(strings.TrimPrefix(peer, "genesyscloud_"), "_", ""); joined != want {
			t.Errorf("%s: module and name make %q, want %q", peer, joined, want)
		}
	}
	for _, prefix := range prefixes {
		module := strings.ReplaceAll(prefix, "_", "")
		switch {
		case prefix != strings.ToLower(prefix):
			t.Errorf("%s is not lower case", prefix)
		case !used[module]:
			t.Errorf("%s is the prefix of no type", prefix)
		case index[module]:
			t.Errorf("module %s has the name of a type in index", module)
		}
	}
}

// allNames is our schema with every name that we are going to have, as empty bodies where there is nothing yet: a clash of
// names should show now, not when the resource is written.
func allNames(t *testing.T) schema.PackageSpec {
	t.Helper()
	document, err := os.ReadFile(*schemaPath)
	if err != nil {
		t.Fatalf("%v; `cargo xtask schema` writes it", err)
	}
	spec, err := parse(document)
	if err != nil {
		t.Fatalf("%s: %v", *schemaPath, err)
	}
	prefixes := readModules(t)
	resources, functions := readPeer(t)
	tokens := map[string]string{}
	unique := func(token, peer string) {
		if other := tokens[token]; other != "" {
			t.Errorf("%s and %s are both %s", other, peer, token)
		}
		tokens[token] = peer
	}
	for _, peer := range resources {
		token := translate(peer, prefixes).resource()
		unique(token, peer)
		if _, written := spec.Resources[token]; !written {
			spec.Resources[token] = schema.ResourceSpec{}
		}
	}
	text := schema.PropertySpec{TypeSpec: schema.TypeSpec{Type: "string"}}
	for _, peer := range functions {
		token := translate(peer, prefixes).function()
		unique(token, peer)
		if _, written := spec.Functions[token]; written {
			continue
		}
		spec.Functions[token] = schema.FunctionSpec{
			Inputs: &schema.ObjectTypeSpec{Properties: map[string]schema.PropertySpec{"name": text}},
			Outputs: &schema.ObjectTypeSpec{
				Properties: map[string]schema.PropertySpec{"id": text},
				Required:   []string{"id"},
			},
		}
	}
	return spec
}

func readModules(t *testing.T) []string {
	t.Helper()
	var prefixes []string
	readJSON(t, modulesPath, &prefixes)
	return prefixes
}

// readPeer returns the resource types and the data sources of CX as Code.
func readPeer(t *testing.T) (resources, functions []string) {
	t.Helper()
	var peer struct{ Resources, DataSources map[string]json.RawMessage }
	readJSON(t, peerPath, &peer)
	resources = slices.Sorted(maps.Keys(peer.Resources))
	functions = slices.Sorted(maps.Keys(peer.DataSources))
	if got, want := fmt.Sprint(len(resources), len(functions)), "145 114"; got != want {
		t.Fatalf("%s has %s types and data sources, want %s", peerPath, got, want)
	}
	return resources, functions
}

func readJSON(t *testing.T, path string, into any) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	decoder := json.NewDecoder(file)
	if strings.HasSuffix(path, ".gz") {
		unpacked, err := gzip.NewReader(file)
		if err != nil {
			t.Fatal(err)
		}
		decoder = json.NewDecoder(unpacked)
	}
	if err := decoder.Decode(into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}
