package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	// What generated Go code imports, so that go.sum knows it.
	_ "github.com/blang/semver"
	_ "github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

// The SDKs of a schema with all names are compiled by each language's own compiler: the generators accept names that
// the compilers then refuse, for example two types that differ only by a suffix that a generator appends.
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
	command(t, sdk, compiler, "--noEmit")
}

func TestPythonImports(t *testing.T) {
	t.Parallel()
	python := os.Getenv("SDK_PYTHON")
	if python == "" {
		t.Skip("no Python with Pulumi's package: name one in $SDK_PYTHON, or run `make test`")
	}
	sdk := generated(t, "python")
	command(t, sdk, python, "-m", "compileall", "-q", ".")
	// The SDK asks for the version it was installed with.
	installed := filepath.Join(sdk, "pulumi_genesyscloud-0.1.0.dist-info")
	if err := os.Mkdir(installed, 0o755); err != nil {
		t.Fatal(err)
	}
	metadata := []byte("Metadata-Version: 2.1\nName: pulumi_genesyscloud\nVersion: 0.1.0\n")
	if err := os.WriteFile(filepath.Join(installed, "METADATA"), metadata, 0o644); err != nil {
		t.Fatal(err)
	}
	// The package loads its modules when they are first used; this uses them all.
	command(t, sdk, python, "-c", `
import importlib, pathlib
files = sorted(pathlib.Path(".").rglob("*.py"))
for file in files:
    parts = file.with_suffix("").parts
    importlib.import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
assert len(files) > 145, files
`)
}

func TestGoBuilds(t *testing.T) {
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
	command(t, sdk, "go", "build", "-mod=readonly", "./...")
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
