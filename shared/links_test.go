package shared_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.+)$`)
	fence   = regexp.MustCompile("(?ms)^ *```.*?^ *```$")
	dropped = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// TestLinksOfREADMEs follows every link between files of this repository, and to headings in them.
func TestLinksOfREADMEs(t *testing.T) {
	root := os.DirFS("..")
	err := fs.WalkDir(root, ".", func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && file != "." || entry.Name() == "node_modules" || entry.Name() == "cdk.out" || entry.Name() == "dist"):
			return fs.SkipDir
		case filepath.Ext(file) != ".md":
			return nil
		}
		text, err := fs.ReadFile(root, file)
		if err != nil {
			return err
		}
		for _, found := range link.FindAllStringSubmatch(fence.ReplaceAllString(string(text), ""), -1) {
			if problem := follow(root, file, found[1]); problem != "" {
				t.Errorf("%s: %s: %s", file, found[1], problem)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// follow says what is wrong with a link in a file, and nothing where it leads somewhere, or out of the repository.
func follow(root fs.FS, file, target string) string {
	if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
		return ""
	}
	to, anchor, _ := strings.Cut(target, "#")
	if to == "" {
		to = file
	} else {
		to = filepath.ToSlash(filepath.Join(filepath.Dir(file), to))
	}
	if _, err := fs.Stat(root, to); err != nil {
		return "there is no such file"
	}
	if anchor == "" {
		return ""
	}
	text, err := fs.ReadFile(root, to)
	if err != nil {
		return "it has no headings"
	}
	for _, found := range heading.FindAllStringSubmatch(fence.ReplaceAllString(string(text), ""), -1) {
		// As GitHub makes anchors of headings.
		name := strings.ReplaceAll(dropped.ReplaceAllString(strings.ToLower(found[1]), ""), " ", "-")
		if name == anchor {
			return ""
		}
	}
	return "there is no such heading"
}
