package transparency

import "testing"

// A report never says that all promises were kept where one was broken, however many there were.
func TestAllIsOnlyWhatIsAll(t *testing.T) {
	w := Report{}.writer("en", nil)
	for _, c := range []struct {
		part, whole  int64
		share, shown string
	}{
		{0, 5, "0", "0%"}, {1, 3, "0.3333", "33.3%"}, {2, 3, "0.6667", "66.7%"}, {5, 5, "1", "100%"},
		{1999, 2000, "0.9995", "99.9%"}, {2499, 2500, "0.9996", "99.9%"}, {29_999, 30_000, "0.9999", "99.9%"}, {29_984, 30_000, "0.9995", "99.9%"},
	} {
		s := Share(c.part, c.whole, 1)
		if s.String() != c.share || w.cell(Cell{Value: s}, Portion) != c.shown {
			t.Errorf("%d of %d is %s, shown as %s; want %s, %s", c.part, c.whole, s, w.cell(Cell{Value: s}, Portion), c.share, c.shown)
		}
	}
	if got := Share(30_000, 30_000, 100).String(); got != "100" {
		t.Errorf("all is %s", got)
	}
}
