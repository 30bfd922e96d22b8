package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

var (
	schemaPath = flag.String("schema", "../../provider-schema.json", "schema whose pages are converted")
	committed  = flag.String("examples", "../../crates/resources/examples.json", "what should come out")
)

func TestExamplesAreFresh(t *testing.T) {
	content, err := generate(*schemaPath)
	if err != nil {
		t.Fatal(err)
	}
	old, err := os.ReadFile(*committed)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(old, content) {
		t.Errorf("%s is not fresh; run `make schema`", *committed)
	}
}

// TestMistakesAreNamed: a page with a mistake is not converted, although the engine's own converter would only warn.
func TestMistakesAreNamed(t *testing.T) {
	document, err := os.ReadFile(*schemaPath)
	if err != nil {
		t.Fatal(err)
	}
	const token = "genesyscloud:routing:Skill"
	for mistake, test := range map[string]struct{ program, want string }{
		"none":                {"resources: {a: {type: genesyscloud:routing:Skill, properties: {name: A}}}", ""},
		"not YAML":            {"resources: [", "yaml"},
		"an unknown type":     {"resources: {a: {type: genesyscloud:routing:Skil}}", "genesyscloud:routing:Skil"},
		"an unknown property": {"resources: {a: {type: genesyscloud:routing:Skill, properties: {names: A}}}", "names"},
		"a value of another type": {
			"resources: {a: {type: genesyscloud:routing:Queue, properties: {acwTimeoutMs: soon}}}", "acwTimeoutMs",
		},
		"an unknown reference": {
			"resources: {a: {type: genesyscloud:routing:Skill, properties: {name: '${other.name}'}}}", "other",
		},
		"another package": {"resources: {a: {type: aws:s3:Bucket}}", "aws"},
	} {
		var spec schema.PackageSpec
		if err := json.Unmarshal(document, &spec); err != nil {
			t.Fatal(err)
		}
		for token, resource := range spec.Resources {
			resource.Description = ""
			spec.Resources[token] = resource
		}
		page := spec.Resources[token]
		page.Description = "What it is.\n\n```yaml\n" + test.program + "\n```\n"
		spec.Resources[token] = page
		examples, err := convertAll(spec)
		switch {
		case test.want == "" && err == nil:
			if converted := examples[token]; len(converted) != len(languages)+1 {
				t.Errorf("%s: converted to %v", mistake, converted)
			}
		case test.want == "" || err == nil:
			t.Errorf("%s: %v", mistake, err)
		case !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), token):
			t.Errorf("%s: %q or the page is not in: %v", mistake, test.want, err)
		}
	}
}
