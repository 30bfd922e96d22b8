package main

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/pkg/v3/codegen"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// generateDocs writes one page of Markdown for each resource and function: what the registry shows, for reading without it.
func generateDocs(pkg *schema.Package) (map[string][]byte, error) {
	files := map[string][]byte{}
	var contents strings.Builder
	fmt.Fprintf(&contents, "# %s\n\n%s\n\n", pkg.DisplayName, pkg.Description)
	add := func(token string, page func(*reference)) {
		name := strings.TrimPrefix(token, pkg.Name+":")
		written := &reference{}
		fmt.Fprintf(written, "# %s\n\n", name)
		page(written)
		file := strings.ReplaceAll(name, ":", "/") + ".md"
		files[file] = []byte(written.String())
		fmt.Fprintf(&contents, "- [%s](%s)\n", name, file)
	}
	for _, resource := range pkg.Resources {
		add(resource.Token, func(page *reference) {
			page.paragraph(resource.Comment)
			page.properties("Inputs", resource.InputProperties)
			// Every input is an output too.
			page.properties("Further outputs", slices.DeleteFunc(slices.Clone(resource.Properties), func(output *schema.Property) bool {
				same := func(input *schema.Property) bool { return input.Name == output.Name }
				return slices.ContainsFunc(resource.InputProperties, same)
			}))
			page.nested()
		})
	}
	for _, function := range pkg.Functions {
		add(function.Token, func(page *reference) {
			page.paragraph(function.Comment)
			if function.Inputs != nil {
				page.properties("Inputs", function.Inputs.Properties)
			}
			if result, ok := function.ReturnType.(*schema.ObjectType); ok {
				page.properties("Outputs", result.Properties)
			}
			page.nested()
		})
	}
	files["README.md"] = []byte(contents.String())
	return files, nil
}

// reference is a page that is being written, with the types that it has named so far.
type reference struct {
	strings.Builder
	types []*schema.ObjectType
}

func (r *reference) paragraph(text string) {
	if text = strings.TrimSpace(text); text != "" {
		fmt.Fprintf(r, "%s\n\n", text)
	}
}

func (r *reference) properties(heading string, properties []*schema.Property) {
	if len(properties) == 0 {
		return
	}
	fmt.Fprintf(r, "## %s\n\n", heading)
	r.list(properties)
}

func (r *reference) list(properties []*schema.Property) {
	for _, property := range properties {
		facts := []string{r.typeName(property.Type)}
		if property.IsRequired() {
			facts = append(facts, "required")
		}
		if property.Secret {
			facts = append(facts, "secret")
		}
		if property.WillReplaceOnChanges || property.ReplaceOnChanges {
			facts = append(facts, "a change replaces the resource")
		}
		fmt.Fprintf(r, "- `%s` (%s)", property.Name, strings.Join(facts, ", "))
		if description := strings.TrimSpace(property.Comment); description != "" {
			// It may have paragraphs; indented, they belong to the item.
			fmt.Fprintf(r, ": %s", strings.ReplaceAll(description, "\n", "\n  "))
		}
		r.WriteString("\n")
	}
	r.WriteString("\n")
}

// nested writes the object types that the properties have, and those that these have.
func (r *reference) nested() {
	for i := 0; i < len(r.types); i++ {
		fmt.Fprintf(r, "## %s\n\n", simpleName(r.types[i].Token))
		r.paragraph(r.types[i].Comment)
		r.list(r.types[i].Properties)
	}
}

func (r *reference) typeName(t schema.Type) string {
	switch t := codegen.UnwrapType(t).(type) {
	case *schema.ArrayType:
		return "list of " + r.typeName(t.ElementType)
	case *schema.MapType:
		return "map of " + r.typeName(t.ElementType)
	case *schema.ObjectType:
		known := func(other *schema.ObjectType) bool { return other.Token == t.Token }
		if !slices.ContainsFunc(r.types, known) {
			r.types = append(r.types, t)
		}
		name := simpleName(t.Token)
		return fmt.Sprintf("[%s](#%s)", name, strings.ToLower(name))
	case *schema.EnumType:
		var values []string
		for _, element := range t.Elements {
			values = append(values, fmt.Sprintf("`%v`", element.Value))
		}
		return strings.Join(values, ", ")
	case *schema.UnionType:
		// An enumeration that may have values of tomorrow is a union with strings.
		for _, element := range t.ElementTypes {
			if enum, ok := codegen.UnwrapType(element).(*schema.EnumType); ok {
				return r.typeName(enum) + " or another " + enum.ElementType.String()
			}
		}
		var names []string
		for _, element := range t.ElementTypes {
			names = append(names, r.typeName(element))
		}
		return strings.Join(names, " or ")
	default:
		return t.String()
	}
}

func simpleName(token string) string {
	return path.Base(strings.ReplaceAll(token, ":", "/"))
}
