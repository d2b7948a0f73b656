package texts

import (
	"fmt"
	"strings"
	"time"
)

// Words is how a language says values: the file words.json of its folder.
type Words struct {
	Name string `json:"name"` // of the language, in itself
	// Units are days, hours, minutes and seconds, each for one and for many, with the gap before them, in the form
	// that follows "within".
	Units [4][2]string `json:"units"`
	Gap   string       `json:"gap"` // between units
	// Moment, Date and Month are layouts of package time. Where January stands in them comes the month's name.
	Moment    string            `json:"moment"`
	Date      string            `json:"date"`
	Month     string            `json:"month"`
	Months    [12]string        `json:"months"`
	Causes    map[string]string `json:"causes"`    // of an escalation
	Deadlines map[string]string `json:"deadlines"` // of a complaint, before the time
	Targets   map[string]string `json:"targets"`   // of a ticket: what is promised
}

// Vocabularies gives the words of every language.
func Vocabularies() (map[string]Words, error) { return All[Words]("words.json") }

// day is where days begin to say more than hours do.
const day = 24 * time.Hour

// Duration says a span of time in its two largest units: "5 minutes", "1 hour 30 minutes", "24 hours", "3 days".
func (w Words) Duration(d time.Duration) string {
	d = d.Round(time.Second)
	var parts []string
	for i, unit := range []time.Duration{day, time.Hour, time.Minute, time.Second} {
		if unit == day && (d < 2*day || d%time.Hour != 0) { // "24 hours" is the usual promise
			continue
		}
		n := d / unit
		d -= n * unit
		if n == 1 {
			parts = append(parts, fmt.Sprint(1, w.Units[i][0]))
		} else if n > 1 || i == 3 && len(parts) == 0 {
			parts = append(parts, fmt.Sprint(int64(n), w.Units[i][1]))
		}
	}
	return strings.Join(parts[:min(2, len(parts))], w.Gap)
}

// At says a time in a zone, with the zone's abbreviation, for a reader may live elsewhere.
func (w Words) At(t time.Time, zone *time.Location) string {
	local := t.In(zone)
	return w.format(local, w.Moment) + " " + local.Format("MST")
}

// On says the day of a time in a zone.
func (w Words) On(t time.Time, zone *time.Location) string { return w.format(t.In(zone), w.Date) }

// InMonth says the month of a time in UTC.
func (w Words) InMonth(t time.Time) string { return w.format(t.UTC(), w.Month) }

func (w Words) format(t time.Time, layout string) string {
	before, after, named := strings.Cut(layout, "January")
	if !named {
		return t.Format(layout)
	}
	return t.Format(before) + w.Months[t.Month()-1] + t.Format(after)
}
