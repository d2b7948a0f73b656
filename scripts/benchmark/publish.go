package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// The figures in README.md stand between these lines.
const (
	figuresBegin = "<!-- figures: written by scripts/bench --publish -->\n"
	figuresEnd   = "<!-- end of figures -->\n"
)

// publish writes the chart, and the figures of README.md, anew.
func publish(r report, folder string) error {
	if len(r.Speeds) > 0 {
		if err := os.WriteFile(filepath.Join(folder, "bench.svg"), []byte(chart(r)), 0o644); err != nil { //nolint:gosec // everybody may read it
			return err
		}
	}
	path := filepath.Join(folder, "README.md")
	raw, err := os.ReadFile(path) //nolint:gosec // a file of this repository
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(raw), figuresBegin)
	_, after, closed := strings.Cut(rest, figuresEnd)
	if !found || !closed {
		return fmt.Errorf("%s has no place for figures", path)
	}
	var figures bytes.Buffer
	fmt.Fprintf(&figures, "Measured %s on %s; prices of %s, %s.\n\n", r.At[:10], r.Machine, r.Prices.Region, r.Prices.AsOf)
	if err := r.write(&figures); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(before+figuresBegin+figures.String()+figuresEnd+after), 0o644) //nolint:gosec // everybody may read it
}
