package cause

import (
	"fmt"
	"maps"
	"slices"

	"aftercare/shared/text"
)

// Replace gives the version after t with other causes. All that is wrong with them is told at once. What is no longer
// among them is kept as removed, and comes back when it is named again.
func (t Tree) Replace(causes []Cause) (Tree, error) {
	next := Tree{Version: t.Version + 1}
	var w text.Checker
	if len(causes) == 0 || len(causes) > maxCauses {
		w.Add("causes", fmt.Sprintf("has not between 1 and %d items", maxCauses))
		return t, w.Err()
	}
	for i, c := range causes {
		next.Causes = append(next.Causes, c.check(&w, fmt.Sprintf("causes[%d]", i)))
	}
	for i, c := range next.Causes {
		at := fmt.Sprintf("causes[%d]", i)
		if _, earlier := find(next.Causes[:i], c.ID); earlier {
			w.Add(at+".id", "is there already")
		}
		switch depth, known := next.depth(c); {
		case !known:
			w.Add(at+".parent", "is none of the causes")
		case depth == 0:
			w.Add(at+".parent", "is below the cause itself")
		case depth > maxDepth:
			w.Add(at+".parent", fmt.Sprintf("is deeper than %d levels", maxDepth-1))
		}
	}
	for _, gone := range slices.Concat(t.Removed, t.Causes) {
		if _, had := next.Find(gone.ID); !had {
			next.Removed = append(next.Removed, gone)
		}
	}
	if len(next.Removed) > maxRemoved {
		w.Add("causes", fmt.Sprintf("leaves more than %d removed ones behind", maxRemoved))
	}
	if err := w.Err(); err != nil {
		return t, err
	}
	return next, nil
}

// check brings a cause into its one form.
func (c Cause) check(w *text.Checker, at string) Cause {
	if !form.MatchString(c.ID) {
		w.Add(at+".id", "is not a name of at most 40 letters, digits and dashes, such as delay")
	}
	names := make(map[string]string, len(c.Names))
	if len(c.Names) > maxLanguages {
		w.Add(at+".names", fmt.Sprintf("has more than %d languages", maxLanguages))
		return c
	}
	for _, language := range slices.Sorted(maps.Keys(c.Names)) {
		canonical, ok := text.Language(language)
		if !ok {
			w.Add(at+".names", "has a key that is no language such as en or zh")
			continue
		}
		names[canonical] = w.Name(at+".names."+canonical, c.Names[language], maxName)
	}
	if names[english] == "" {
		w.Add(at+".names.en", "is missing")
	}
	return Cause{ID: c.ID, Parent: c.Parent, Names: names}
}

// depth counts the levels from a cause to the top; 0 when its parents go round in a circle, and false when one of them
// is not in the tree.
func (t Tree) depth(c Cause) (depth int, known bool) {
	for depth = 1; c.Parent != ""; depth++ {
		if depth > len(t.Causes) {
			return 0, true
		}
		if c, known = find(t.Causes, c.Parent); !known {
			return 0, false
		}
	}
	return depth, true
}
