package transparency

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// guesses gives what a hidden count may be to a reader: every way in which number counts of at least low come to sum.
func guesses(number int, low, sum int64) []map[int64]bool {
	out := make([]map[int64]bool, number)
	for i := range out {
		out[i] = map[int64]bool{}
	}
	if number == 0 {
		return out
	}
	for n := low; n <= sum-low*int64(number-1); n++ {
		if number == 1 && n != sum {
			continue
		}
		for i := range out { // the others share the rest, in any way
			out[i][n] = true
		}
	}
	return out
}

// A reader subtracts from the total all that is told, and knows that a zero is only hidden where everything is: each hidden
// count can still be at least two numbers.
func TestNoHiddenCountCanBeComputed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.Int64Range(0, 9), 1, 8).Draw(t, "counts")
		least := rapid.Int64Range(MinLeast, 8).Draw(t, "least")
		hide, all := hidden(counts, least)
		number, sum, told := 0, int64(0), int64(0)
		for i, n := range counts {
			if hide[i] {
				number, sum = number+1, sum+n
			} else {
				told += n
			}
		}
		if all {
			if number != len(counts) {
				t.Fatalf("%v: the total is hidden and %d is told", counts, told)
			}
			return // between 1 and least-1 together, in any way
		}
		low := int64(1)
		if number == len(counts) {
			low = 0
		}
		for _, values := range guesses(number, low, sum) {
			if len(values) < 2 {
				t.Fatalf("%v, least %d, hidden %v: one is known to be %v", counts, least, hide, values)
			}
		}
	})
}

func TestEveryCountThatIsTooSmallIsHidden(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.Int64Range(0, 40), 1, 30).Draw(t, "counts")
		least := rapid.Int64Range(MinLeast, 12).Draw(t, "least")
		hide, all := hidden(counts, least)
		total, sum, number := int64(0), int64(0), 0
		for i, n := range counts {
			total += n
			if n > 0 && n < least && !hide[i] {
				t.Fatalf("%d is told", n)
			}
			if hide[i] {
				sum, number = sum+n, number+1
			}
		}
		if total > 0 && total < least && !all {
			t.Fatalf("a total of %d is told", total)
		}
		if !all && number > 0 && (number < 2 || sum < least) {
			t.Fatalf("%v: %d hidden, %d together", counts, number, sum)
		}
	})
}

func TestNothingIsHiddenWithoutNeed(t *testing.T) {
	for _, counts := range [][]int64{{0, 0}, {5, 6, 0}, {100}, {0, 5}} {
		if hide, all := hidden(counts, 5); all || slices.Contains(hide, true) {
			t.Errorf("%v: %v %t", counts, hide, all)
		}
	}
	if hide, _ := hidden([]int64{2, 500, 9, 0, 400}, 5); !slices.Equal(hide, []bool{true, false, true, false, false}) {
		t.Errorf("%v", hide)
	}
}
