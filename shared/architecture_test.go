// Package shared_test holds the whole module to its design.
package shared_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "aftercare/"

// Packages of the module by what they are. Everything else is infra, events or scripts.
var (
	// domain is the rules of the trade. It knows neither storage, nor HTTP, nor AWS.
	domain = []string{
		"shared/fault", "shared/event", "shared/text", "shared/texts", "shared/redact", "shared/seal", "shared/sla", "shared/staff", "shared/jurisdiction", "shared/escalation", "shared/clock",
		"shared/ticket", "shared/cause", "shared/complaint", "shared/register", "shared/trend", "shared/feedback", "shared/loop", "shared/notice", "shared/intake", "shared/outbox",
		"shared/rescheduling", "shared/audit", "shared/rollup", "shared/transparency",
		"shared/topic", "shared/writing",
		"shared/chart", "shared/page", "shared/document", "shared/link", "shared/limit", "shared/guest",
		"shared/call", "shared/visit", "shared/incident", "shared/activity", "shared/live", "shared/insight",
		"shared/voice", "shared/story",
	}
	// adapters bring the domain to one thing outside. They know the domain, and not each other.
	adapters = []string{
		"shared/bus", "shared/queue", "shared/states", "shared/ses", "shared/bucket", "shared/cognito", "shared/dynamo", "shared/memory", "shared/batch", "shared/boot",
		"shared/web", "shared/web/tickets", "shared/web/complaints", "shared/web/register", "shared/web/documents", "shared/web/feedback", "shared/web/voices", "shared/web/stories", "shared/web/policies", "shared/web/directory", "shared/web/insights", "shared/web/transparency", "shared/web/reference", "shared/web/topics",
		"shared/web/incidents",
	}
	// names are constants that both the functions and the stack need.
	names = []string{"shared/dynamo/layout", "shared/boot/env"}
	// wiring puts adapters and domain together.
	wiring = []string{"shared/cases", "shared/house", "shared/reporting", "shared/asking"}
	// tests serve tests alone.
	tests = []string{"shared", "shared/effort", "shared/storetest", "shared/web/webtest"}
	// telling are those of the domain that write to the log: the relay, of each event that it published.
	telling = []string{"shared/outbox"}
)

// pkg is what go list says of a package.
type pkg struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func (p pkg) in(list []string) bool {
	return slices.Contains(list, strings.TrimPrefix(p.ImportPath, module))
}

func (p pkg) under(folder string) bool { return strings.HasPrefix(p.ImportPath, module+folder) }

// listed gives every package of the module and what it is built from, by import path.
func listed(t *testing.T) map[string]pkg {
	t.Helper()
	seen(t)
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-json=ImportPath,Imports,Deps", "./...")
	cmd.Dir = ".."
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &complaints)
	}
	all := map[string]pkg{}
	for in := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := in.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all[p.ImportPath] = p
	}
}

// seen looks at every source file, so that a cached result of these tests does not outlive a change of one.
func seen(t *testing.T) {
	t.Helper()
	for _, folder := range []string{"shared", "functions", "infra", "events"} {
		err := filepath.WalkDir(filepath.Join("..", folder), func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() && filepath.Ext(path) == ".go" {
				_, err = os.Stat(path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// ours gives the packages of the module in order.
func ours(all map[string]pkg) []pkg {
	var out []pkg
	for path, p := range all {
		if strings.HasPrefix(path, module) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b pkg) int { return strings.Compare(a.ImportPath, b.ImportPath) })
	return out
}

// aws reports whether a package is of the AWS SDK, of Lambda or of the CDK.
func aws(path string) bool {
	return strings.HasPrefix(path, "github.com/aws/") || strings.HasPrefix(path, "github.com/cdklabs/")
}

// needs gives which of a package's dependencies, however far away, the rule forbids.
func needs(p pkg, forbidden func(path string) bool) []string {
	var out []string
	for _, d := range p.Deps {
		if forbidden(d) {
			out = append(out, strings.TrimPrefix(d, module))
		}
	}
	return out
}

func isOf(lists ...[]string) func(path string) bool {
	return func(path string) bool {
		return slices.ContainsFunc(lists, func(list []string) bool { return slices.Contains(list, strings.TrimPrefix(path, module)) })
	}
}

func TestDependenciesPointInwards(t *testing.T) {
	all := listed(t)
	for _, p := range ours(all) {
		var bad []string
		switch {
		case p.in(domain):
			inner := isOf(domain)
			bad = needs(p, func(d string) bool {
				return aws(d) || d == "net/http" || strings.HasPrefix(d, module) && !inner(d)
			})
			if !p.in(telling) { // directly: packages of the standard library may log far below
				bad = append(bad, slices.DeleteFunc(slices.Clone(p.Imports), func(d string) bool { return d != "log" && d != "log/slog" })...)
			}
		case p.in(names):
			bad = needs(p, func(d string) bool { return aws(d) || strings.HasPrefix(d, module) && !isOf(domain, names)(d) })
		case p.in(adapters):
			bad = needs(p, func(d string) bool { return isOf(wiring, tests)(d) || strings.HasPrefix(d, module+"functions/") })
			bad = append(bad, neighbours(p)...)
		case p.in(wiring), p.under("functions/"):
			bad = needs(p, func(d string) bool {
				return isOf(tests, []string{"shared/memory"})(d) || strings.HasPrefix(d, module+"infra")
			})
		case p.under("infra"):
			may := []string{"shared/dynamo/layout", "shared/boot/env", "shared/event", "shared/jurisdiction", "shared/texts"}
			bad = slices.DeleteFunc(slices.Clone(p.Imports), func(d string) bool { return !strings.HasPrefix(d, module+"shared/") || isOf(may)(d) })
		case p.in(tests), p.under("events"), p.under("scripts"):
		default:
			t.Errorf("%s is in none of the lists of this test: say what it is", p.ImportPath)
		}
		if len(bad) > 0 {
			t.Errorf("%s must not depend on %v", p.ImportPath, bad)
		}
	}
}

// neighbours gives the other adapters that one imports. Those of HTTP share its core, and the storage in memory the
// keys of the table.
func neighbours(p pkg) []string {
	return needs(p, func(d string) bool {
		if !isOf(adapters)(d) {
			return false
		}
		core := p.under("shared/web/") && (d == module+"shared/web" || strings.HasSuffix(p.ImportPath, "/reference") && strings.HasPrefix(d, module+"shared/web/"))
		return !core
	})
}

// Storage, HTTP and AWS each have one place; what is listed here and does not exist is a leftover.
func TestEachThingOutsideHasOnePlace(t *testing.T) {
	all := listed(t)
	for _, list := range [][]string{domain, adapters, names, wiring, tests, telling} {
		for _, path := range list {
			if _, there := all[module+path]; !there {
				t.Errorf("there is no package %s", path)
			}
		}
	}
	places := map[string]func(pkg) bool{
		"github.com/aws/aws-sdk-go-v2/service/dynamodb":    func(p pkg) bool { return p.in([]string{"shared/dynamo", "shared/cases"}) || p.under("functions/") },
		"github.com/aws/aws-sdk-go-v2/service/sesv2":       func(p pkg) bool { return p.in([]string{"shared/ses"}) || p.under("functions/") },
		"github.com/aws/aws-sdk-go-v2/service/sqs":         func(p pkg) bool { return p.in([]string{"shared/queue"}) || p.under("functions/") },
		"github.com/aws/aws-sdk-go-v2/service/sfn":         func(p pkg) bool { return p.in([]string{"shared/states"}) || p.under("functions/") },
		"github.com/aws/aws-sdk-go-v2/service/eventbridge": func(p pkg) bool { return p.in([]string{"shared/bus"}) || p.under("functions/") },
		"github.com/danielgtaylor/huma/v2":                 func(p pkg) bool { return p.in([]string{"shared/web"}) || p.under("shared/web/") },
		"net/http": func(p pkg) bool {
			return p.in([]string{"shared/web", "shared/boot"}) || p.under("shared/web/") || p.under("functions/")
		},
	}
	for _, p := range ours(all) {
		if p.under("scripts") || p.under("events") || p.under("infra") {
			continue
		}
		for _, imported := range p.Imports {
			if place, one := places[imported]; one && !place(p) {
				t.Errorf("%s must not import %s", p.ImportPath, imported)
			}
		}
	}
}

func TestOnlyTheCommandsReadTheTimeOrTheEnvironmentForTheDomain(t *testing.T) {
	for _, path := range domain {
		files, err := filepath.Glob(filepath.Join("..", path, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s has no files: %v", path, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, word := range []string{"time.Now(", "os.Getenv(", "os.LookupEnv(", "fmt.Print", "time.Sleep("} {
				if bytes.Contains(raw, []byte(word)) {
					t.Errorf("%s uses %s", file, strings.TrimSuffix(word, "("))
				}
			}
		}
	}
}

// A function wires, and nothing else: it fits on a screen.
func TestEveryFunctionIsOneFileOfLessThanSixtyLines(t *testing.T) {
	folders, err := filepath.Glob("../functions/*")
	if err != nil || len(folders) == 0 {
		t.Fatalf("no functions: %v", err)
	}
	for _, folder := range folders {
		files, err := filepath.Glob(filepath.Join(folder, "*"))
		if err != nil {
			t.Fatal(err)
		}
		if len(files) != 1 || filepath.Base(files[0]) != "main.go" {
			t.Errorf("%s holds %v, and not main.go alone", folder, files)
			continue
		}
		raw, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		if lines := bytes.Count(raw, []byte("\n")); lines >= 60 {
			t.Errorf("%s has %d lines", files[0], lines)
		}
		if !bytes.HasPrefix(raw, []byte("// Command "+filepath.Base(folder)+" ")) {
			t.Errorf("%s does not begin by saying what it does", files[0])
		}
	}
}
