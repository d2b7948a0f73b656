package transparency

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"aftercare/shared/insight"
)

// Month is a month in UTC, as 2026-11.
type Month string

const monthLayout = "2006-01"

// ParseMonth reads a month; false when the text is something else.
func ParseMonth(s string) (Month, bool) {
	t, err := time.Parse(monthLayout, s)
	if err != nil || t.Format(monthLayout) != s || t.Year() < 2000 {
		return "", false
	}
	return Month(s), true
}

// MonthOf is the month of a time.
func MonthOf(t time.Time) Month { return Month(t.UTC().Format(monthLayout)) }

// Start is the first moment of the month.
func (m Month) Start() time.Time {
	t, _ := time.Parse(monthLayout, string(m)) // a month comes from ParseMonth or MonthOf
	return t
}

// End is the first moment after it.
func (m Month) End() time.Time { return m.Start().AddDate(0, 1, 0) }

// After is the month after.
func (m Month) After() Month { return MonthOf(m.End()) }

// Before is the month before.
func (m Month) Before() Month { return MonthOf(m.Start().AddDate(0, -1, 0)) }

// Decimal is a number of at most four decimals, in ten-thousandths: what is computed of whole numbers is the same on
// every machine, and so are the bytes that it is written with.
type Decimal int64

const one Decimal = 10_000

// Whole is a whole number.
func Whole(n int64) Decimal { return Decimal(n) * one }

// Share is part of whole, times a scale, rounded half away from zero; nil where there is nothing to divide by. It is
// all only where that is so: of 30,000 promises with one broken not all were kept.
func Share(part, whole, scale int64) *Decimal {
	if whole <= 0 {
		return nil
	}
	twice := 2 * part * scale * int64(one)
	if twice < 0 {
		twice -= whole
	} else {
		twice += whole
	}
	d := Decimal(twice / (2 * whole))
	if d == Whole(scale) && part < whole {
		d--
	}
	return &d
}

// String writes the number without needless zeros.
func (d Decimal) String() string {
	sign, n := "", int64(d)
	if n < 0 {
		sign, n = "-", -n
	}
	s := fmt.Sprintf("%s%d.%04d", sign, n/int64(one), n%int64(one))
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// MarshalJSON writes it as a number.
func (d Decimal) MarshalJSON() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalJSON reads a number.
func (d *Decimal) UnmarshalJSON(raw []byte) error {
	v, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || v > 9e14 || v < -9e14 { // seconds of a million years; further a float64 loses decimals
		return fmt.Errorf("not a number of a report")
	}
	half := 0.5
	if v < 0 {
		half = -half
	}
	*d = Decimal(v*float64(one) + half)
	return nil
}

// Float is the number for drawing.
func (d Decimal) Float() float64 { return float64(d) / float64(one) }

// Unit says what a column counts in.
type Unit string

// The units.
const (
	Count   Unit = "count"
	Portion Unit = "share" // of 1
	Seconds Unit = "seconds"
	Points  Unit = "points" // of a scale
)

// Cell is one figure. Without a value there was nothing to tell; hidden is a value that rests on too few.
type Cell struct {
	Value  *Decimal `json:"value,omitempty"`
	Hidden bool     `json:"hidden,omitempty"`
}

// Column is what a column of a table tells.
type Column struct {
	Measure string `json:"measure"`
	Unit    Unit   `json:"unit"`
	// Rests names the columns that count what this one rests on; empty for a count of its own.
	Rests []string `json:"restsOn,omitempty"`
}

// Row is a line of a table: of one value of its dimension, or of all together.
type Row struct {
	Of    string `json:"of,omitempty"`
	Total bool   `json:"total,omitempty"`
	Cells []Cell `json:"cells"`
}

// Table is figures by one dimension.
type Table struct {
	ID      string   `json:"id"`
	By      string   `json:"by"`
	Columns []Column `json:"columns"`
	Rows    []Row    `json:"rows"`
}

// Section is what is told about one subject.
type Section struct {
	ID     string  `json:"id"`
	Tables []Table `json:"tables"`
}

// Span is how long promises were in force, as far as it lies in the month.
type Span struct {
	From     time.Time  `json:"from"`
	To       time.Time  `json:"to"`
	Promises PromiseSet `json:"promises"`
}

// PromiseSet is Promises as a report keeps it.
type PromiseSet struct {
	Version int           `json:"version"`
	List    []KeptPromise `json:"list"`
	Agreed  bool          `json:"otherAgreements"`
}

// KeptPromise is a Promise as a report keeps it: times in seconds.
type KeptPromise struct {
	Channels   []string                  `json:"channels,omitempty"`
	Categories []string                  `json:"categories,omitempty"`
	Priorities []string                  `json:"priorities,omitempty"`
	Languages  []string                  `json:"languages,omitempty"`
	OpenHours  bool                      `json:"openHours,omitempty"` // time counts in opening hours, else around the clock
	Targets    map[string]PromisedWithin `json:"targets"`
}

// PromisedWithin is a Target as a report keeps it.
type PromisedWithin struct {
	Seconds int64    `json:"seconds"`
	Waits   []string `json:"waits,omitempty"`
}

// Format is the version of what follows: it rises when a report is built or written otherwise than before, so that an old
// one can be told from a wrong one.
const Format = 3

// Report is what is published of a month. Its JSON is canonical: fields in this order, keys of maps sorted, numbers without
// needless digits. The bytes that were frozen are what is approved, published and hashed.
type Report struct {
	Format      int         `json:"format"`
	Month       Month       `json:"month"`
	Edition     int         `json:"edition"` // from 1; each further one corrects the one before
	Provisional bool        `json:"provisional,omitempty"`
	Company     string      `json:"company"`
	CutOff      time.Time   `json:"cutOff"`           // what was recorded until then is in it
	AsOf        AsOf        `json:"asOf"`             // when the parts of the figures were rolled up, for who computes them again
	Through     insight.Day `json:"through"`          // the last day that is in it
	Least       int64       `json:"least"`            // figures that rest on fewer are hidden
	Beside      []Ref       `json:"beside,omitempty"` // editions with which nobody shall compute what is hidden
	Promises    []Span      `json:"promises"`
	Sections    []Section   `json:"sections"`
}

// Canonical gives the bytes of a report, and their SHA-256 in hexadecimal digits.
func (r Report) Canonical() (content []byte, hash string, err error) {
	content, err = json.Marshal(r)
	if err != nil {
		return nil, "", fmt.Errorf("encode a report: %w", err)
	}
	return content, Hash(content), nil
}

// Hash is the SHA-256 of a report's bytes in hexadecimal digits.
func Hash(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// Read reads what Canonical wrote.
func Read(content []byte) (Report, error) {
	var r Report
	if err := json.Unmarshal(content, &r); err != nil {
		return r, fmt.Errorf("a frozen report cannot be read: %w", err)
	}
	return r, nil
}
