package main

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	// What generated Go code imports, so that go.sum knows it.
	_ "github.com/blang/semver"
	_ "github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

// The SDKs of a schema with all names are compiled by each language's own compiler: the generators accept names that
// the compilers then refuse, for example two types that differ only by a suffix that a generator appends. With them, the
// examples of the pages are compiled.
//
// What the compilers need comes from outside: node_modules of the repository (TypeScript, @pulumi/pulumi), and the
// Python environment in $SDK_PYTHON (the packages of requirements.txt). `make test` prepares both.

func TestTypeScriptCompiles(t *testing.T) {
	t.Parallel()
	modules, err := filepath.Abs("../node_modules")
	if err != nil {
		t.Fatal(err)
	}
	compiler := filepath.Join(modules, ".bin", "tsc")
	if _, err := os.Stat(compiler); err != nil {
		t.Skipf("no TypeScript: run `npm ci` in the repository, or `make test` (%v)", err)
	}
	sdk := generated(t, "nodejs")
	if err := os.Symlink(modules, filepath.Join(sdk, "node_modules")); err != nil {
		t.Fatal(err)
	}
	put(t, sdk, "examples", "ts", examples(t, "typescript"))
	settings, err := json.Marshal(map[string]any{
		"extends": "./tsconfig.json",
		"include": []string{"examples"},
		"compilerOptions": map[string]any{
			"noEmit": true,
			"paths":  map[string][]string{"pulumi-genesyscloud": {"./index.ts"}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(sdk, "tsconfig.examples.json"), settings, 0o644); err != nil {
		t.Fatal(err)
	}
	command(t, sdk, compiler, "--project", "tsconfig.examples.json")
}

func TestPythonImports(t *testing.T) {
	t.Parallel()
	python := os.Getenv("SDK_PYTHON")
	if python == "" {
		t.Skip("no Python with Pulumi's package: name one in $SDK_PYTHON, or run `make test`")
	}
	sdk := generated(t, "python")
	command(t, sdk, python, "-m", "compileall", "-q", ".")
	installed(t, sdk, "pulumi_genesyscloud")
	// The package loads its modules when they are first used; this uses them all.
	command(t, sdk, python, "-c", `
import importlib, pathlib
files = sorted(pathlib.Path(".").rglob("*.py"))
for file in files:
    parts = file.with_suffix("").parts
    importlib.import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
assert len(files) > 145, files
`)
	// Python finds a wrong name only when it runs the program; nothing is asked of an engine.
	programs := t.TempDir()
	put(t, programs, "", "py", examples(t, "python"))
	command(t, sdk, python, "-c", `
import pathlib, runpy, sys
import pulumi

class Engine(pulumi.runtime.Mocks):
    resources = 0
    def new_resource(self, args):
        self.resources += 1
        return args.name, args.inputs
    def call(self, args):
        return {}

engine = Engine()
pulumi.runtime.set_mocks(engine)
for file in pathlib.Path(sys.argv[1]).iterdir():
    before = engine.resources
    pulumi.runtime.test(lambda: runpy.run_path(str(file)))()
    assert engine.resources > before, file
`, programs)
}

// The programs of the pages hold under `mypy --strict`, by the types of the SDK. The SDK's own text is Pulumi's generator's, which does
// not annotate its constructors: it is read for its types, as an installed package is.
func TestPythonProgramsAreStrict(t *testing.T) {
	t.Parallel()
	python := os.Getenv("SDK_PYTHON")
	if python == "" {
		t.Skip("no Python with Pulumi's package: name one in $SDK_PYTHON, or run `make test`")
	}
	sdk := generated(t, "python")
	put(t, sdk, "programs", "py", examples(t, "python"))
	put(t, sdk, "", "ini", map[string]string{
		"mypy": "[mypy]\nstrict = True\nincremental = False\n[mypy-pulumi_genesyscloud.*]\nfollow_imports = silent\n",
	})
	command(t, sdk, python, "-m", "mypy", "--config-file", "mypy.ini", "programs")
}

func TestGoVets(t *testing.T) {
	t.Parallel()
	sdk := generated(t, "go")
	// This module's own pins, under the name of the SDK: they hold all that a generated package imports.
	pins, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := os.ReadFile(filepath.Join(sdk, "go.mod"))
	if err != nil {
		t.Fatalf("%v; the schema's meta.supportPack asks for it", err)
	}
	module, _, _ := strings.Cut(string(manifest), "\n")
	_, rest, _ := strings.Cut(string(pins), "\ngo ")
	sums, err := os.ReadFile("go.sum")
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"go.mod": module + "\n\ngo " + rest, "go.sum": string(sums)} {
		if err := os.WriteFile(filepath.Join(sdk, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, program := range examples(t, "go") {
		// As a library, so that it is compiled and not linked.
		library := strings.Replace(program, "package main", "package example", 1)
		put(t, sdk, filepath.Join("examples", name), "go", map[string]string{"example": library})
	}
	// Vet compiles what it looks at.
	command(t, sdk, "go", "vet", "-mod=readonly", "./...")
}

// Each page shows its example in the language of the SDK, and in no other.
func TestPagesShowTheirLanguage(t *testing.T) {
	t.Parallel()
	for language, fence := range map[string]string{"nodejs": "typescript", "python": "python", "go": "go"} {
		files, err := generate(allNames(t), language)
		if err != nil {
			t.Fatal(err)
		}
		var all strings.Builder
		for _, name := range slices.Sorted(maps.Keys(files)) {
			all.Write(files[name])
		}
		if found, want := strings.Count(all.String(), "```"+fence+"\n"), len(examples(t, fence)); found < want {
			t.Errorf("%s: %d examples in its language, want %d", language, found, want)
		}
		for _, unwanted := range []string{"PulumiCodeChooser", "```yaml", "```typescript", "```python", "```go"} {
			if unwanted != "```"+fence && strings.Contains(all.String(), unwanted) {
				t.Errorf("%s: %s is in it", language, unwanted)
			}
		}
	}
}

// examples returns the programs of the pages in a language, by a name that suits a file.
func examples(t *testing.T, language string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for token, resource := range allNames(t).Resources {
		if resource.Description == "" {
			continue
		}
		_, rest, _ := strings.Cut(resource.Description, "\n```"+language+"\n")
		program, _, closed := strings.Cut(rest, "```\n")
		if !closed {
			t.Errorf("%s has no example in %s; run `make schema`", token, language)
		}
		found[strings.ReplaceAll(strings.TrimPrefix(token, "genesyscloud:"), ":", "_")] = program
	}
	if len(found) == 0 {
		t.Fatalf("no page has an example in %s", language)
	}
	return found
}

func put(t *testing.T, sdk, folder, extension string, programs map[string]string) {
	t.Helper()
	folder = filepath.Join(sdk, folder)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, program := range programs {
		if err := os.WriteFile(filepath.Join(folder, name+"."+extension), []byte(program), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func generated(t *testing.T, language string) string {
	t.Helper()
	files, err := generate(allNames(t), language)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if _, err := write(folder, files); err != nil {
		t.Fatal(err)
	}
	return folder
}

// installed makes a folder look like an installed Python package: an SDK asks for the version it was installed with.
func installed(t *testing.T, sdk, name string) {
	t.Helper()
	folder := filepath.Join(sdk, name+"-0.1.0.dist-info")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	metadata := []byte("Metadata-Version: 2.1\nName: " + name + "\nVersion: 0.1.0\n")
	if err := os.WriteFile(filepath.Join(folder, "METADATA"), metadata, 0o644); err != nil {
		t.Fatal(err)
	}
}

func command(t *testing.T, folder, program string, arguments ...string) {
	t.Helper()
	run := exec.Command(program, arguments...)
	run.Dir = folder
	run.Env = append(os.Environ(), "GOWORK=off")
	if output, err := run.CombinedOutput(); err != nil {
		const enough = 4000
		if len(output) > enough {
			output = append(output[:enough], "..."...)
		}
		t.Fatalf("%s %s: %v\n%s", filepath.Base(program), strings.Join(arguments, " "), err, output)
	}
}
