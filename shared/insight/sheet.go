package insight

import (
	"fmt"
	"slices"
	"strings"

	"aftercare/shared/event"
)

// Key is one value of one dimension, such as team "chain". All has the empty value.
type Key struct {
	By    Dimension
	Value string
}

// String is how a key is written: "team#chain", "all#".
func (k Key) String() string { return string(k.By) + "#" + k.Value }

// MarshalText is String.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads what String wrote.
func (k *Key) UnmarshalText(b []byte) error {
	by, value, cut := strings.Cut(string(b), "#")
	if !cut || Dimension(by) != All && !slices.Contains(Dimensions, Dimension(by)) {
		return fmt.Errorf("%q is no key of a sheet", b)
	}
	k.By, k.Value = Dimension(by), value
	return nil
}

// Sheet is what a day, or several, sums up to: for each value of each dimension a cell for each measure.
type Sheet map[Key]map[Name]Cell

// Fact is what one case shows about one day.
type Fact struct {
	Kind         event.Kind    `json:"kind"`
	ID           string        `json:"id"`
	Observations []Observation `json:"observations"`
}

// Sum adds up facts. A case that comes twice counts once, as it came first; their order does not matter otherwise.
func Sum(facts []Fact) Sheet {
	type aggregate struct {
		kind event.Kind
		id   string
	}
	seen := make(map[aggregate]bool, len(facts))
	sums, values := Sheet{}, map[Key]map[Name][]int64{}
	for _, f := range facts {
		if c := (aggregate{f.Kind, f.ID}); !seen[c] {
			seen[c] = true
			for _, o := range f.Observations {
				add(sums, values, o)
			}
		}
	}
	for key, names := range values {
		for name, all := range names {
			put(sums, key, name, Cell{Digest: NewDigest(all)})
		}
	}
	return sums
}

func add(sums Sheet, values map[Key]map[Name][]int64, o Observation) {
	m := measures[o.Measure]
	for _, key := range m.keys(o) {
		if m.Sums == Quantile {
			if values[key] == nil {
				values[key] = map[Name][]int64{}
			}
			values[key][o.Measure] = append(values[key][o.Measure], o.Value)
			continue
		}
		cell := sums[key][o.Measure]
		cell.Value, cell.Of = cell.Value+o.Value, cell.Of+o.Of
		put(sums, key, o.Measure, cell)
	}
}

func put(s Sheet, key Key, name Name, c Cell) {
	if s[key] == nil {
		s[key] = map[Name]Cell{}
	}
	s[key][name] = c
}

// keys are where an observation counts.
func (m Measure) keys(o Observation) []Key {
	keys := make([]Key, 1, 1+len(m.Dimensions))
	keys[0] = Key{By: All}
	for _, d := range m.Dimensions {
		keys = append(keys, Key{d, o.In(d)})
	}
	return keys
}

// Merge adds sheets, as those of all shards of a day. Of several days see Over.
func (s Sheet) Merge(other Sheet) Sheet {
	out := Sheet{}
	for _, sheet := range []Sheet{s, other} {
		for key, names := range sheet {
			for name, cell := range names {
				put(out, key, name, out[key][name].Merge(cell))
			}
		}
	}
	return out
}

// Carry gives the sheet of a day with the backlog as it stands at the day's end: that of the day before, as Carry gave it,
// with what came and went. Everything else stays.
func Carry(before, day Sheet) Sheet {
	out := Sheet{}
	for key, names := range day {
		for name, cell := range names {
			if name != Backlog {
				put(out, key, name, cell)
			}
		}
	}
	for _, sheet := range []Sheet{before, day} {
		for key, names := range sheet {
			if flow, there := names[Backlog]; there {
				put(out, key, Backlog, out[key][Backlog].Merge(flow))
			}
		}
	}
	for key, names := range out {
		if flow := names[Backlog]; flow.Value == 0 && flow.Of == 0 {
			delete(names, Backlog)
		}
		if len(names) == 0 {
			delete(out, key)
		}
	}
	return out
}

// Stands tells whether the measure is what stands at the end of a day, and not what happened on it.
func (m Measure) Stands() bool { return m.Sums == Gauge || m.Sums == Age }

// Over gives what the cells of a measure on the days of a span, in order, come to: their sum, or for a backlog the last one.
func (m Measure) Over(days []Cell) Cell {
	var sum Cell
	for _, day := range days {
		if m.Stands() {
			sum = day
			continue
		}
		sum = sum.Merge(day)
	}
	return sum
}
