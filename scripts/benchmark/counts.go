package main

import "fmt"

// result is an operation with what it takes.
type result struct {
	Name  string `json:"name"`
	What  string `json:"what"`
	Tally *tally `json:"tally"`
}

// countAll counts every operation on a new table. Each is done twice and counted the
// second time: warm, with secret and policies at hand, as all but the first calls of an environment are.
func countAll(w *world) ([]result, error) {
	var err error
	if err = promise(w); err != nil {
		return nil, fmt.Errorf("set policies: %w", err)
	}
	var all []result
	for _, o := range operations() {
		var counted *tally
		for range 2 {
			if counted, err = o.run(w); err != nil {
				return nil, fmt.Errorf("%s: %w", o.what, err)
			}
			if o.name == "list" || o.name == "breach" || o.name == "wake" {
				break // the stage of the first two has warmed everything up; a wake needs nothing in memory
			}
		}
		all = append(all, result{o.name, o.what, counted})
	}
	return all, nil
}
