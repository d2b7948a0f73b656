package insight_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"aftercare/shared/insight"
)

// exact is the quantile by its definition.
func exact(values []int64, percent int) int64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[max(0, (len(sorted)*percent+99)/100-1)]
}

// ranks gives the first and the last place of a number among sorted ones, as shares.
func ranks(sorted []int64, v int64) (first, last float64) {
	lo, _ := slices.BinarySearch(sorted, v)
	hi, _ := slices.BinarySearch(sorted, v+1)
	return float64(lo) / float64(len(sorted)), float64(hi) / float64(len(sorted))
}

func encoded(t tb, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestQuantilesOfFewDifferentNumbersAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Int64Range(0, insight.Exact-1), 1, 2000).Draw(t, "values")
		cut := rapid.IntRange(0, len(values)).Draw(t, "cut")
		whole := insight.NewDigest(values)
		parts := insight.NewDigest(values[:cut]).Merge(insight.NewDigest(values[cut:]))
		if encoded(t, whole) != encoded(t, parts) {
			t.Fatalf("parts make another digest than the whole")
		}
		for _, percent := range []int{0, 1, 50, 90, 99, 100} {
			if got, want := parts.Quantile(percent), exact(values, percent); got != want {
				t.Fatalf("the %dth percentile is %d, want %d", percent, got, want)
			}
		}
	})
}

func TestTheOrderOfNumbersDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Int64Range(0, 5_000_000), 0, 1500).Draw(t, "values")
		other := slices.Clone(values)
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		random.Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
		if encoded(t, insight.NewDigest(values)) != encoded(t, insight.NewDigest(other)) {
			t.Fatal("another order makes another digest")
		}
		half := len(values) / 2
		a, b := insight.NewDigest(values[:half]), insight.NewDigest(values[half:])
		if encoded(t, a.Merge(b)) != encoded(t, b.Merge(a)) {
			t.Fatal("it matters which is merged into which")
		}
	})
}

// A year of days, merged one after the other and in pairs, of numbers that are spread as times of response are.
func TestQuantilesOfManyAreOffByFewRanks(t *testing.T) {
	for name, spread := range map[string]func(*rand.Rand) int64{
		"even":    func(r *rand.Rand) int64 { return r.Int64N(1_000_000) },
		"skewed":  func(r *rand.Rand) int64 { v := r.Float64(); return int64(1e7 * v * v * v * v) },
		"lumps":   func(r *rand.Rand) int64 { return r.Int64N(3)*86_400 + r.Int64N(900) },
		"growing": nil,
	} {
		random := rand.New(rand.NewPCG(1, 2))
		var all []int64
		var days []insight.Digest
		for day := range 365 {
			values := make([]int64, 400)
			for i := range values {
				if spread == nil {
					values[i] = int64(day*1000) + random.Int64N(1000)
				} else {
					values[i] = spread(random)
				}
			}
			all, days = append(all, values...), append(days, insight.NewDigest(values))
		}
		slices.Sort(all)
		inOrder := insight.Digest{}
		for _, d := range days {
			inOrder = inOrder.Merge(d)
		}
		for len(days) > 1 {
			days = append(days[2:], days[0].Merge(days[1]))
		}
		for _, d := range []insight.Digest{inOrder, days[0]} {
			if n := d.Count(); n != uint64(len(all)) {
				t.Fatalf("%s: %d of %d numbers are there", name, n, len(all))
			}
			if size := len(encoded(t, d)); size > 3000 {
				t.Errorf("%s: it takes %d bytes", name, size)
			}
			for percent := 1; percent < 100; percent++ {
				first, last := ranks(all, d.Quantile(percent))
				q := float64(percent) / 100
				if first > q+insight.RankError || last < q-insight.RankError {
					t.Errorf("%s: what is said to be the %dth percentile lies from %.4f to %.4f", name, percent, first, last)
				}
			}
		}
	}
}

func TestQuantilesRise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := insight.NewDigest(rapid.SliceOfN(rapid.Int64Range(0, 4_000_000_000), 1, 3000).Draw(t, "values"))
		before := d.Quantile(0)
		for percent := 1; percent <= 100; percent++ {
			now := d.Quantile(percent)
			if now < before {
				t.Fatalf("the %dth percentile is %d, below %d", percent, now, before)
			}
			before = now
		}
	})
}

func TestADigestComesBackAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := insight.NewDigest(rapid.SliceOfN(rapid.Int64Range(-5, 3_000_000), 0, 1200).Draw(t, "values"))
		text := encoded(t, d)
		var back insight.Digest
		if err := json.Unmarshal([]byte(text), &back); err != nil {
			t.Fatal(err)
		}
		if encoded(t, back) != text || back.Count() != d.Count() || back.Quantile(50) != d.Quantile(50) {
			t.Fatal("it came back as another")
		}
	})
}

// These bytes are stored: they must be read for ever, and made again by a rebuild.
func TestStoredDigestsStayReadable(t *testing.T) {
	const text = `"ATwBtAECAA"` // 60, 240, 240
	if got := encoded(t, insight.NewDigest([]int64{240, 60, 240})); got != text {
		t.Errorf("60, 240 and 240 are written %s, and were written %s", got, text)
	}
	var d insight.Digest
	if err := json.Unmarshal([]byte(text), &d); err != nil || d.Quantile(90) != 240 {
		t.Errorf("it is not read: %v", err)
	}
}

func FuzzDigest(f *testing.F) {
	f.Add(`"ATwBtAECAA"`)
	f.Add(`"AQ"`)
	f.Add(`""`)
	f.Add(`"ATwBAAE"`)
	f.Fuzz(func(t *testing.T, text string) {
		var d insight.Digest
		if json.Unmarshal([]byte(text), &d) != nil {
			return
		}
		if got := d.Merge(d).Count(); got != 2*d.Count() {
			t.Errorf("twice %d is %d", d.Count(), got)
		}
		var back insight.Digest
		if err := json.Unmarshal([]byte(encoded(t, d)), &back); err != nil || encoded(t, back) != encoded(t, d) {
			t.Errorf("%s was read, and written as what is not: %v", text, err)
		}
	})
}

// A complaint may be entered as received in the year 1026.
func TestTimesBeyondAllMeasureCanBeStored(t *testing.T) {
	d := insight.NewDigest([]int64{60, 120, 9_223_372_036, 9_000_000_000})
	var read insight.Digest
	if err := json.Unmarshal([]byte(encoded(t, d)), &read); err != nil {
		t.Fatal(err)
	}
	if got := []int64{int64(read.Count()), read.Quantile(50), read.Quantile(90)}; !slices.Equal(got, []int64{4, 120, 1<<32 - 1}) {
		t.Errorf("%v", got)
	}
}
