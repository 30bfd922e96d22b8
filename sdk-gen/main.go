// Command sdk-gen writes the SDKs of the provider from its schema.
//
//	sdk-gen --schema provider-schema.json --out sdk --languages nodejs,python,go,docs
//
// Each language gets a folder of its own under --out; one of them is Markdown, for reading. What an earlier run wrote
// there and this one does not is removed, a file that would not change is left alone, so that what is built from it need
// not be built again.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	schemaPath := flag.String("schema", "provider-schema.json", "the provider's schema")
	out := flag.String("out", "sdk", "folder that gets one folder for each language")
	languages := flag.String("languages", strings.Join(languageNames(), ","), "comma-separated")
	flag.Parse()
	if err := run(*schemaPath, *out, strings.Split(*languages, ",")); err != nil {
		fmt.Fprintf(os.Stderr, "error: %v\n", err)
		os.Exit(1)
	}
}

func run(schemaPath, out string, languages []string) error {
	for _, language := range languages {
		if !slices.Contains(languageNames(), language) {
			return fmt.Errorf("no generator for %q; there are: %s", language, strings.Join(languageNames(), ", "))
		}
	}
	document, err := os.ReadFile(schemaPath)
	if err != nil {
		return err
	}
	spec, err := parse(document)
	if err != nil {
		return fmt.Errorf("%s: %w", schemaPath, err)
	}
	for _, language := range languages {
		files, err := generate(spec, language)
		if err != nil {
			return fmt.Errorf("%s: %w", schemaPath, err)
		}
		changes, err := write(filepath.Join(out, language), files)
		if err != nil {
			return err
		}
		fmt.Printf("%s: %d files, %d written, %d removed\n", language, len(files), changes.written, changes.removed)
	}
	return nil
}
