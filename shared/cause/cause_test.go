package cause_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"aftercare/shared/cause"
	"aftercare/shared/fault"
)

func named(id, parent string) cause.Cause {
	return cause.Cause{ID: id, Parent: parent, Names: map[string]string{"en": id}}
}

func TestReplace_ChecksTheTreeAsAWhole(t *testing.T) {
	with := func(change func(*cause.Cause)) cause.Cause {
		c := named("a", "")
		change(&c)
		return c
	}
	for name, bad := range map[string]struct {
		causes []cause.Cause
		fields []string
	}{
		"none":           {nil, []string{"causes"}},
		"twice":          {[]cause.Cause{named("a", ""), named("b", ""), named("a", "b")}, []string{"causes[2].id"}},
		"no parent":      {[]cause.Cause{named("a", "b")}, []string{"causes[0].parent"}},
		"its own parent": {[]cause.Cause{named("a", "a")}, []string{"causes[0].parent"}},
		"a circle":       {[]cause.Cause{named("a", "c"), named("b", "a"), named("c", "b")}, []string{"causes[0].parent", "causes[1].parent", "causes[2].parent"}},
		"too deep": {[]cause.Cause{named("a", ""), named("b", "a"), named("c", "b"), named("d", "c"), named("e", "d"), named("f", "e")},
			[]string{"causes[5].parent"}},
		"a sentence":      {[]cause.Cause{with(func(c *cause.Cause) { c.ID = "a cause" })}, []string{"causes[0].id"}},
		"no English name": {[]cause.Cause{with(func(c *cause.Cause) { c.Names = map[string]string{"de": "a"} })}, []string{"causes[0].names.en"}},
		"no language":     {[]cause.Cause{with(func(c *cause.Cause) { c.Names["not one"] = "a" })}, []string{"causes[0].names"}},
		"a long name":     {[]cause.Cause{with(func(c *cause.Cause) { c.Names["en"] = strings.Repeat("a", 101) })}, []string{"causes[0].names.en"}},
		"several mistakes": {[]cause.Cause{named("", "x"), named("b", "y")},
			[]string{"causes[0].id", "causes[0].names.en", "causes[0].parent", "causes[1].parent"}},
	} {
		t.Run(name, func(t *testing.T) {
			before := cause.Default()
			after, err := before.Replace(bad.causes)
			var fields []string
			problem, _ := errors.AsType[*fault.Error](err)
			if problem == nil {
				t.Fatalf("got %v", err)
			}
			for _, f := range problem.Fields {
				if !slices.Contains(fields, f.Name) {
					fields = append(fields, f.Name)
				}
			}
			slices.Sort(fields)
			slices.Sort(bad.fields)
			if !fault.Is(err, fault.Invalid) || !slices.Equal(fields, bad.fields) || after.Version != before.Version {
				t.Errorf("%v names %v, want %v", err, fields, bad.fields)
			}
		})
	}
}

func TestReplace_KeepsWhatWasRemovedReadable(t *testing.T) {
	tree, err := cause.Default().Replace([]cause.Cause{named("delay", ""), named("bank", "")})
	if err != nil {
		t.Fatal(err)
	}
	if tree.Version != 1 || !tree.Has("bank") || tree.Has("outage") {
		t.Errorf("%+v", tree)
	}
	if gone, found := tree.Find("outage"); !found || gone.Names["de"] != "Ausfall" {
		t.Errorf("what was removed reads %+v", gone)
	}
	again, err := tree.Replace([]cause.Cause{named("outage", "")})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"delay", "bank", "outage"} {
		if _, found := again.Find(id); !found {
			t.Errorf("%s is lost", id)
		}
	}
	if slices.ContainsFunc(again.Removed, func(c cause.Cause) bool { return c.ID == "outage" }) {
		t.Error("what came back is still called removed")
	}
}

func TestDefault_IsATree(t *testing.T) {
	tree, err := cause.Tree{}.Replace(cause.Default().Causes)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range tree.Causes {
		for _, language := range []string{"en", "de", "zh"} {
			if c.Names[language] == "" {
				t.Errorf("%s has no name in %s", c.ID, language)
			}
		}
	}
}

// Whatever is accepted is a tree, and nothing that ever was in one is lost.
func TestReplace_GivesTrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := cause.Default()
		known := map[string]bool{}
		for range rapid.IntRange(1, 5).Draw(t, "versions") {
			for _, c := range tree.Causes {
				known[c.ID] = true
			}
			var next []cause.Cause
			for i := range rapid.IntRange(0, 8).Draw(t, "causes") {
				parent := ""
				if p := rapid.IntRange(-2, 8).Draw(t, "parent"); p >= 0 {
					parent = fmt.Sprintf("c%d", p)
				}
				next = append(next, named(fmt.Sprintf("c%d", i), parent))
			}
			after, err := tree.Replace(next)
			if err != nil {
				continue
			}
			if after.Version != tree.Version+1 {
				t.Fatalf("version %d after %d", after.Version, tree.Version)
			}
			tree = after
			for _, c := range tree.Causes {
				steps := 0
				for at := c; at.Parent != ""; steps++ {
					up, found := tree.Find(at.Parent)
					if !found || !tree.Has(at.Parent) || steps > 5 {
						t.Fatalf("%s does not lead to the top", c.ID)
					}
					at = up
				}
			}
		}
		for id := range known {
			if _, found := tree.Find(id); !found {
				t.Fatalf("%s is lost", id)
			}
		}
	})
}

type kept struct{ tree cause.Tree }

func (k kept) Causes(context.Context) (cause.Tree, error) { return k.tree, nil }

func TestCheck_RefusesACauseThatIsNotInForce(t *testing.T) {
	tree, err := cause.Default().Replace([]cause.Cause{named("bank", "")})
	if err != nil {
		t.Fatal(err)
	}
	if err := cause.Check(t.Context(), kept{tree}, "cause", "bank"); err != nil {
		t.Error(err)
	}
	for _, id := range []string{"", "outage", "nothing"} {
		if err := cause.Check(t.Context(), kept{tree}, "cause", id); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", id, err)
		}
	}
}
