package main

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

func TestSameSchemaSameFiles(t *testing.T) {
	for _, language := range languageNames() {
		first, err := generate(allNames(t), language)
		if err != nil {
			t.Fatal(err)
		}
		second, err := generate(allNames(t), language)
		if err != nil {
			t.Fatal(err)
		}
		if !maps.EqualFunc(first, second, func(a, b []byte) bool { return string(a) == string(b) }) {
			t.Errorf("%s: two runs differ", language)
		}
	}
}

func TestEveryMistakeIsNamed(t *testing.T) {
	spec := schema.PackageSpec{
		Name: "genesyscloud",
		Resources: map[string]schema.ResourceSpec{
			"genesyscloud:routing:Queue": {InputProperties: map[string]schema.PropertySpec{
				"first": {TypeSpec: schema.TypeSpec{Ref: "#/types/genesyscloud:routing:Missing"}},
			}},
			"genesyscloud:Skill": {},
			// Only a warning to Pulumi.
			"genesyscloud:routing:Language": {ObjectTypeSpec: schema.ObjectTypeSpec{
				Properties: map[string]schema.PropertySpec{"urn": {TypeSpec: schema.TypeSpec{Type: "string"}}},
			}},
		},
	}
	_, err := generate(spec, "nodejs")
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"genesyscloud:routing:Missing", "genesyscloud:Skill", "urn"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in: %v", want, err)
		}
	}
}

// Every link of the pages leads to a page, or to a heading of the same one.
func TestPagesHoldTogether(t *testing.T) {
	spec := allNames(t)
	pages, err := generate(spec, "docs")
	if err != nil {
		t.Fatal(err)
	}
	if want := len(spec.Resources) + len(spec.Functions) + 1; len(pages) != want {
		t.Errorf("%d pages, want %d", len(pages), want)
	}
	for name, page := range pages {
		headings := strings.ToLower(string(page))
		for _, link := range regexp.MustCompile(`\]\(([^)]+)\)`).FindAllStringSubmatch(string(page), -1) {
			heading, here := strings.CutPrefix(link[1], "#")
			switch {
			case here && !strings.Contains(headings, "\n## "+heading+"\n"):
				t.Errorf("%s has no heading %s", name, link[1])
			case !here && !strings.Contains(link[1], "://") && pages[link[1]] == nil:
				t.Errorf("%s: there is no page %s", name, link[1])
			}
		}
	}
	queue := string(pages["routing/Queue.md"])
	for _, want := range []string{"```typescript\n", "```python\n", "```go\n", "```yaml\n", "## Import\n", "- `name` (string)"} {
		if !strings.Contains(queue, want) {
			t.Errorf("the page of the queue has no %q", want)
		}
	}
}

func TestUnknownKeyIsRefused(t *testing.T) {
	if _, err := parse([]byte(`{"name": "genesyscloud", "resorces": {}}`)); err == nil {
		t.Error("accepted")
	}
}

func TestWriteKeepsWhatIsNotOurs(t *testing.T) {
	folder := t.TempDir()
	put := func(files map[string]string, want changes) {
		t.Helper()
		content := map[string][]byte{}
		for name, text := range files {
			content[name] = []byte(text)
		}
		got, err := write(folder, content)
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	put(map[string]string{"a.ts": "1", "routing/queue.ts": "1", "auth/role.ts": "1"}, changes{written: 3})
	for _, name := range []string{"bin/a.js", "auth/notes"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(folder, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put(map[string]string{"a.ts": "2"}, changes{written: 1, removed: 2})
	put(map[string]string{"a.ts": "2"}, changes{})

	var left []string
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			name, _ := filepath.Rel(folder, path)
			left = append(left, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{".sdk-gen", "a.ts", "auth/notes", "bin/a.js"}; !slices.Equal(left, want) {
		t.Errorf("left: %v, want %v", left, want)
	}
	if _, err := os.Stat(filepath.Join(folder, "routing")); err == nil {
		t.Error("an empty folder is left")
	}
	if _, err := write(folder, map[string][]byte{"../outside": nil}); err == nil {
		t.Error("a file outside of the folder is accepted")
	}
}
