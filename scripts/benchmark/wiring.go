package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
)

// consumers reads from the stack's description which function waits for which events on the bus, by type. There is
// no second table of it here that could be wrong.
func consumers(root string) (map[string][]string, error) {
	types, err := constants(filepath.Join(root, "shared/event/types.go"))
	if err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(root, "infra/*.go"))
	if err != nil {
		return nil, err
	}
	jobs := map[string][]string{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return nil, fmt.Errorf("read the description of the stack: %w", err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if f, ok := call.Fun.(*ast.Ident); ok && f.Name == "newConsumer" {
				if job, on := consumer(call, types); job != "" {
					for _, t := range on {
						jobs[t] = append(jobs[t], job)
					}
				}
			}
			return true
		})
	}
	if len(jobs) == 0 {
		return nil, fmt.Errorf("no consumers of events were found in %s", filepath.Join(root, "infra"))
	}
	return jobs, nil
}

// consumer reads newConsumer(scope, s, bus, a, "job", "description", event.TicketOpened, ...).
func consumer(call *ast.CallExpr, types map[string]string) (string, []string) {
	job, on := "", []string(nil)
	for _, argument := range call.Args {
		switch a := argument.(type) {
		case *ast.BasicLit:
			if s, err := strconv.Unquote(a.Value); err == nil && job == "" {
				job = s
			}
		case *ast.SelectorExpr:
			if t := types[a.Sel.Name]; t != "" {
				on = append(on, t)
			}
		}
	}
	return job, on
}

// constants gives the text constants of a file by name.
func constants(path string) (map[string]string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		return nil, fmt.Errorf("read the types of events: %w", err)
	}
	values := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Names) != 1 || len(spec.Values) != 1 {
			return true
		}
		if literal, ok := spec.Values[0].(*ast.BasicLit); ok {
			if s, err := strconv.Unquote(literal.Value); err == nil {
				values[spec.Names[0].Name] = s
			}
		}
		return true
	})
	return values, nil
}
