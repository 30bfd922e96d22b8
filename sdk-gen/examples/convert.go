package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/blang/semver"
	"github.com/hashicorp/hcl/v2"
	"github.com/pulumi/pulumi-yaml/pkg/pulumiyaml"
	yamlgen "github.com/pulumi/pulumi-yaml/pkg/pulumiyaml/codegen"
	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/hcl2/syntax"
	nodegen "github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	pygen "github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// languages are what a program is converted to, by the name that its fence has on a page. The generators of C# and Java are
// no Go modules that can be required from here.
var languages = map[string]struct {
	file     string
	generate yamlgen.GenerateFunc
}{
	"typescript": {"index.ts", nodegen.GenerateProgram},
	"python":     {"__main__.py", pygen.GenerateProgram},
	"go":         {"main.go", gogen.GenerateProgram},
}

// example is one program in every language: in YAML as somebody wrote it, and in the others as converted from that.
type example map[string]string

// programs returns the program of each page that has one: what stands in its YAML fence.
func programs(spec schema.PackageSpec) map[string]string {
	found := map[string]string{}
	for token, resource := range spec.Resources {
		_, rest, _ := strings.Cut(resource.Description, "\n```yaml\n")
		if program, _, closed := strings.Cut(rest, "```\n"); closed {
			found[token] = program
		}
	}
	return found
}

// convertAll converts the program of every page, and names every mistake in any of them.
func convertAll(spec schema.PackageSpec) (map[string]example, error) {
	loader, err := newLoader(spec)
	if err != nil {
		return nil, err
	}
	examples := map[string]example{}
	var problems []error
	written := programs(spec)
	for _, token := range slices.Sorted(maps.Keys(written)) {
		converted, err := convert(written[token], loader)
		if err != nil {
			problems = append(problems, fmt.Errorf("the example of %s: %w", token, err))
		}
		examples[token] = converted
	}
	return examples, errors.Join(problems...)
}

func convert(program string, loader schema.ReferenceLoader) (example, error) {
	converted := example{"yaml": program}
	for language, target := range languages {
		bound, err := bind(program, loader) // anew, because a generator changes the program it is given
		if err != nil {
			return nil, err
		}
		files, diagnostics, err := target.generate(bound)
		if err := anything(diagnostics, err); err != nil {
			return nil, fmt.Errorf("%s: %w", language, err)
		}
		converted[language] = tidy(string(files[target.file]))
	}
	return converted, nil
}

// bind checks a program against the schema: with warnings, unlike the engine's own converter, because a page must not show a
// property that does not exist.
func bind(program string, loader schema.ReferenceLoader) (*pcl.Program, error) {
	template, problems, err := pulumiyaml.LoadYAMLBytes("example.yaml", []byte(program))
	if err := anything(problems.HCL(), err); err != nil {
		return nil, err
	}
	text, diagnostics, err := yamlgen.ConvertTemplateIL(template, loader)
	if err := anything(diagnostics, err); err != nil {
		return nil, err
	}
	parser := syntax.NewParser()
	err = parser.ParseFile(strings.NewReader(text), "example.pp")
	if err := anything(parser.Diagnostics, err); err != nil {
		return nil, err
	}
	bound, diagnostics, err := pcl.BindProgram(parser.Files, loader)
	return bound, anything(diagnostics, err)
}

// anything is an error if there is anything to say, be it only a warning.
func anything(diagnostics hcl.Diagnostics, err error) error {
	var problems []string
	for _, diagnostic := range diagnostics {
		problem := diagnostic.Summary
		if diagnostic.Detail != "" {
			problem += "; " + diagnostic.Detail
		}
		problems = append(problems, problem)
	}
	if len(problems) == 0 {
		return err
	}
	slices.Sort(problems)
	return errors.New(strings.Join(slices.Compact(problems), "\n"))
}

// tidy leaves no blank at the end of a line.
func tidy(program string) string {
	lines := strings.Split(strings.TrimSpace(program), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t")
	}
	return strings.Join(lines, "\n") + "\n"
}

// loader has our package and no other, so that nothing is looked for on the machine or in the network.
type loader struct{ *schema.Package }

func newLoader(spec schema.PackageSpec) (schema.ReferenceLoader, error) {
	pkg, diagnostics, err := schema.BindSpec(spec, schema.NewNullLoader(), schema.ValidationOptions{})
	return loader{pkg}, anything(diagnostics, err)
}

func (l loader) LoadPackage(name string, _ *semver.Version) (*schema.Package, error) {
	if name != l.Name {
		return nil, fmt.Errorf("the package %q is not ours; examples use only %q", name, l.Name)
	}
	return l.Package, nil
}

func (l loader) LoadPackageV2(_ context.Context, descriptor *schema.PackageDescriptor) (*schema.Package, error) {
	return l.LoadPackage(descriptor.PackageName(), nil)
}

func (l loader) LoadPackageReference(name string, _ *semver.Version) (schema.PackageReference, error) {
	pkg, err := l.LoadPackage(name, nil)
	if err != nil {
		return nil, err
	}
	return pkg.Reference(), nil
}

func (l loader) LoadPackageReferenceV2(
	_ context.Context, descriptor *schema.PackageDescriptor,
) (schema.PackageReference, error) {
	return l.LoadPackageReference(descriptor.PackageName(), nil)
}
