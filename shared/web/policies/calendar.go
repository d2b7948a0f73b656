package policies

import (
	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/sla"
)

// Calendar says when time counts.
type Calendar struct {
	TimeZone    string              `json:"timeZone" example:"Europe/Berlin" doc:"A name of the IANA time zone database."`
	Hours       map[string][]string `json:"hours" example:"{\"mon\":[\"09:00-12:30\",\"13:30-17:00\"],\"tue\":[\"09:00-17:00\"]}" doc:"By mon, tue, wed, thu, fri, sat and sun: the windows in which time counts, from their first time on until before their second, which may be 24:00. A day that is not named is closed."`
	Holidays    []Holiday           `json:"holidays,omitempty" nullable:"true" example:"[\"2026-04-03\",{\"from\":\"2026-12-21\",\"to\":\"2027-01-31\"}]" doc:"Days that are closed whatever the hours say."`
	HolidaySets []string            `json:"holidaySets,omitempty" nullable:"true" example:"[\"DE-BE\"]" doc:"Public holidays by the ISO 3166 code of a country or of a part of it."`
}

// Holiday is a day, or the days from one to another.
type Holiday sla.Holiday

// UnmarshalJSON reads a day as text, and more as an object.
func (h *Holiday) UnmarshalJSON(raw []byte) error { return (*sla.Holiday)(h).UnmarshalJSON(raw) }

// MarshalJSON writes what was read.
func (h Holiday) MarshalJSON() ([]byte, error) { return sla.Holiday(h).MarshalJSON() }

// Schema describes both forms.
func (Holiday) Schema(huma.Registry) *huma.Schema {
	day := func(about string) *huma.Schema {
		return &huma.Schema{Type: huma.TypeString, Format: "date", Description: about, Examples: []any{"2026-12-21"}}
	}
	name := 64
	span := &huma.Schema{
		Type: huma.TypeObject, AdditionalProperties: false, Required: []string{"from"},
		Properties: map[string]*huma.Schema{
			"from": day("The first day."), "to": day("The last day; one day alone when absent."),
			"name": {Type: huma.TypeString, MaxLength: &name, Description: "What an explanation calls it."},
		},
	}
	s := &huma.Schema{OneOf: []*huma.Schema{day("One day."), span}}
	s.PrecomputeMessages()
	return s
}

// around is the calendar that is there without being set.
var around = sla.Edition{Spec: sla.CalendarSpec{TimeZone: "UTC", Hours: map[string][]string{
	"mon": allDay, "tue": allDay, "wed": allDay, "thu": allDay, "fri": allDay, "sat": allDay, "sun": allDay,
}}}

var allDay = []string{"00:00-24:00"}

func calendarOf(e sla.Edition) Calendar {
	c := Calendar{TimeZone: e.Spec.TimeZone, Hours: e.Spec.Hours, HolidaySets: e.Spec.HolidaySets}
	if c.Hours == nil {
		c.Hours = map[string][]string{}
	}
	for _, h := range e.Spec.Holidays {
		c.Holidays = append(c.Holidays, Holiday(h))
	}
	return c
}

func (c Calendar) spec() sla.CalendarSpec {
	s := sla.CalendarSpec{TimeZone: c.TimeZone, Hours: c.Hours, HolidaySets: c.HolidaySets}
	for _, h := range c.Holidays {
		s.Holidays = append(s.Holidays, sla.Holiday(h))
	}
	return s
}
