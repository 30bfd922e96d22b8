package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	nodegen "github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	pygen "github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// tool is named in the header of each generated file.
const tool = "sdk-gen"

var generators = map[string]func(*schema.Package) (map[string][]byte, error){
	"docs": generateDocs,
	"go": func(pkg *schema.Package) (map[string][]byte, error) {
		return gogen.GeneratePackage(tool, pkg, nil)
	},
	"nodejs": generateNode,
	"python": func(pkg *schema.Package) (map[string][]byte, error) {
		return pygen.GeneratePackage(tool, pkg, nil, nil)
	},
}

func languageNames() []string {
	return slices.Sorted(maps.Keys(generators))
}

// parse refuses what it does not know: a misspelt key would otherwise just be missing from every SDK.
func parse(document []byte) (schema.PackageSpec, error) {
	var spec schema.PackageSpec
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&spec)
	return spec, err
}

// bind checks the schema against the rules of Pulumi's schema language. Warnings count as errors, because the schema is
// ours: each of them is a mistake that some user would meet.
func bind(spec schema.PackageSpec) (*schema.Package, error) {
	pkg, diagnostics, err := schema.BindSpec(spec, schema.NewNullLoader(), schema.ValidationOptions{})
	if err != nil {
		return nil, err
	}
	if len(diagnostics) == 0 {
		return pkg, nil
	}
	var problems []string
	for _, diagnostic := range diagnostics {
		problem := diagnostic.Summary
		if diagnostic.Detail != "" {
			problem += "; " + diagnostic.Detail
		}
		problems = append(problems, problem)
	}
	slices.Sort(problems) // the binder walks maps
	return nil, errors.New(strings.Join(slices.Compact(problems), "\n"))
}

// generate binds the schema anew for each language, because a generator changes the package it is given. The generators'
// loaders are nil: our schema refers to no other package.
func generate(spec schema.PackageSpec, language string) (map[string][]byte, error) {
	pkg, err := bind(withoutChoosers(spec))
	if err != nil {
		return nil, err
	}
	files, err := generators[language](pkg)
	if err != nil {
		return nil, fmt.Errorf("the %s generator: %w", language, err)
	}
	return files, nil
}

// withoutChoosers takes the marks of the registry's language chooser out of the pages: the generators keep the fence of their
// own language, and would keep the marks around it.
func withoutChoosers(spec schema.PackageSpec) schema.PackageSpec {
	marks := strings.NewReplacer("<!--Start PulumiCodeChooser -->\n", "", "<!--End PulumiCodeChooser -->\n", "")
	spec.Resources = maps.Clone(spec.Resources)
	for token, resource := range spec.Resources {
		resource.Description = marks.Replace(resource.Description)
		spec.Resources[token] = resource
	}
	return spec
}

// generateNode makes the folder itself the package, so that a program in this repository depends on it as it would on the
// published one: it says where the compiled code is, which Pulumi's own packages get only when they are published, and
// leaves the compilers to the repository, which has one of each.
func generateNode(pkg *schema.Package) (map[string][]byte, error) {
	files, err := nodegen.GeneratePackage(tool, pkg, nil, nil, false, nil)
	if err != nil {
		return nil, err
	}
	manifest := string(files["package.json"])
	for _, edit := range []struct{ pattern, with string }{
		{`\n    "devDependencies": \{[^{}]*\},`, ""},
		{`\n    "scripts": \{`, "\n    \"main\": \"bin/index.js\",\n    \"types\": \"bin/index.d.ts\"," +
			"\n    \"files\": [\n        \"bin\"\n    ],$0"},
	} {
		edited := regexp.MustCompile(edit.pattern).ReplaceAllString(manifest, edit.with)
		if edited == manifest {
			return nil, fmt.Errorf("package.json is not as expected, it has nothing like %s", edit.pattern)
		}
		manifest = edited
	}
	files["package.json"] = []byte(manifest)
	return files, nil
}
