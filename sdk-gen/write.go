package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// record lists what the last run wrote, so that the next one removes only files of ours: build output such as bin/ and
// node_modules/ lives in the same folder.
const record = ".sdk-gen"

type changes struct{ written, removed int }

// write makes the folder hold exactly these generated files.
func write(folder string, files map[string][]byte) (changes, error) {
	var done changes
	names := make([]string, 0, len(files))
	for name := range files {
		if !filepath.IsLocal(name) {
			return done, fmt.Errorf("a generated file is outside of %s: %s", folder, name)
		}
		names = append(names, filepath.ToSlash(name))
	}
	slices.Sort(names)

	// The union is recorded before anything is written: a run that is killed leaves nothing that nobody knows of.
	before, err := recorded(folder)
	if err != nil {
		return done, err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return done, err
	}
	union := slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(before), names...))))
	if !slices.Equal(union, before) {
		if err := writeRecord(folder, union); err != nil {
			return done, err
		}
	}

	for _, name := range before {
		if _, found := slices.BinarySearch(names, name); found {
			continue
		}
		switch err := os.Remove(filepath.Join(folder, name)); {
		case err == nil:
			done.removed++
			removeEmptyParents(folder, name)
		case !errors.Is(err, fs.ErrNotExist):
			return done, err
		}
	}
	for _, name := range names {
		path := filepath.Join(folder, name)
		if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, files[name]) {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return done, err
		}
		if err := os.WriteFile(path, files[name], 0o644); err != nil {
			return done, err
		}
		done.written++
	}
	if slices.Equal(union, names) {
		return done, nil
	}
	return done, writeRecord(folder, names)
}

func recorded(folder string) ([]string, error) {
	content, err := os.ReadFile(filepath.Join(folder, record))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	names := strings.Fields(string(content))
	for _, name := range names {
		if !filepath.IsLocal(name) {
			return nil, fmt.Errorf("%s names a file outside of the folder: %s", filepath.Join(folder, record), name)
		}
	}
	slices.Sort(names)
	return names, nil
}

func writeRecord(folder string, names []string) error {
	path := filepath.Join(folder, record)
	if err := os.WriteFile(path+".new", []byte(strings.Join(names, "\n")+"\n"), 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

func removeEmptyParents(folder, name string) {
	for parent := filepath.Dir(name); parent != "."; parent = filepath.Dir(parent) {
		if os.Remove(filepath.Join(folder, parent)) != nil { // not empty: something else lives there
			return
		}
	}
}
