package topic

import (
	"strings"
	"testing"
)

func TestSame_IsHalfOfTheTermsOfTheOneWithFewer(t *testing.T) {
	of := func(keys string) (t Topic) {
		for _, key := range strings.Fields(keys) {
			t.Terms = append(t.Terms, Term{Key: key})
		}
		return t
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"a", "a", true}, {"a", "b", false}, {"a b", "b c", true}, {"a b c", "c d e", false}, {"a b c", "b c d", true},
		{"a", "b c d e a", true}, {"a b c d e", "e f g", false}, {"", "", false}, {"", "a", false},
	} {
		if got := same(of(c.a), of(c.b)); got != c.want || same(of(c.b), of(c.a)) != got {
			t.Errorf("%q and %q: %t", c.a, c.b, got)
		}
	}
}

// The strongest goes on what there is; what shares with it beside is a part, and what shares with nothing is new.
func TestMatch_ChoosesNoneTwice(t *testing.T) {
	one := func(id string, keys ...string) Topic {
		found := Topic{ID: id, Seq: 1}
		for _, key := range keys {
			found.Terms = append(found.Terms, Term{Key: key})
		}
		return found
	}
	got := match([]Topic{one("", "a"), one("", "b"), one("", "c"), one("", "d")}, []Topic{one("1", "a", "b"), one("2", "d")})
	for i, want := range []matched{{was: one("1", "a", "b")}, {part: true}, {}, {was: one("2", "d")}} {
		if got[i].was.ID != want.was.ID || got[i].part != want.part {
			t.Errorf("%d: %+v", i, got[i])
		}
	}
}
