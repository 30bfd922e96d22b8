// Command examples writes the examples of the documentation in every language.
//
//	examples --schema provider-schema.json --out crates/resources/examples.json
//
// A page of the documentation has one program, in YAML. This converts it with the libraries behind `pulumi convert` and
// checks it against the schema on the way. It is apart from the SDK generator because the YAML converter takes long to
// compile, and only who changes a page needs it.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

func main() {
	schemaPath := flag.String("schema", "provider-schema.json", "the provider's schema, whose descriptions have the programs")
	out := flag.String("out", "crates/resources/examples.json", "file to write")
	flag.Parse()
	if err := run(*schemaPath, *out); err != nil {
		fmt.Fprintf(os.Stderr, "error: %v\n", err)
		os.Exit(1)
	}
}

func run(schemaPath, out string) error {
	content, err := generate(schemaPath)
	if err != nil {
		return err
	}
	if old, err := os.ReadFile(out); err == nil && bytes.Equal(old, content) {
		return nil
	}
	return os.WriteFile(out, content, 0o644)
}

// generate makes the content of the file: by token and language, a program.
func generate(schemaPath string) ([]byte, error) {
	document, err := os.ReadFile(schemaPath)
	if err != nil {
		return nil, err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(document, &spec); err != nil {
		return nil, fmt.Errorf("%s: %w", schemaPath, err)
	}
	examples, err := convertAll(spec)
	if err != nil {
		return nil, err
	}
	var content bytes.Buffer
	encoder := json.NewEncoder(&content)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err = encoder.Encode(examples)
	return content.Bytes(), err
}
