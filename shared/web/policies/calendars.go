package policies

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/fault"
	"aftercare/shared/rescheduling"
	"aftercare/shared/sla"
	"aftercare/shared/text"
	"aftercare/shared/web"
)

// CalendarStore keeps the calendars that operators set, every edition for good.
type CalendarStore interface {
	// Calendar gives a calendar with all its editions so far. Missing when there is none of that name.
	Calendar(ctx context.Context, id string) (*sla.Calendar, error)
	// Edition gives the latest edition of a calendar. Missing when there is none of that name.
	Edition(ctx context.Context, id string) (sla.Edition, error)
	// Calendars gives up to limit calendars by name, those after a name; limit 0 means all.
	Calendars(ctx context.Context, after string, limit int) ([]sla.NamedEdition, error)
	// Editions gives the editions of a calendar up to a version, oldest first. Missing when there is no such version.
	Editions(ctx context.Context, id string, version int) ([]sla.Edition, error)
	// PutCalendar sets a calendar, as the version after before, which is 0 for a new one, together with what brings
	// open tickets under it. Lost when the version in force is another.
	PutCalendar(ctx context.Context, id string, before int, e sla.Edition, r rescheduling.Change) error
}

// Limits of calendars, so that all editions of one can be read at once, and all calendars be looked through.
const (
	maxEditions  = 500
	maxCalendars = 200

	maxCalendarID = 64 // characters
)

// calendarName is what names of calendars look like: they stand in paths.
var calendarName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// CalendarID names a calendar.
type CalendarID struct {
	ID string `path:"id" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" patternDescription:"a name" example:"berlin" doc:"Up to 64 letters, digits, dots, dashes and underscores. The calendar always is open around the clock."`
}

type calendarInput struct {
	CalendarID
	Version string `query:"version" pattern:"^[1-9][0-9]{0,8}$" patternDescription:"a number" doc:"As it was set in this version, which timelines name as calendarVersion. Absent: as it is now."`
}

// calendarSetting is the operation that sets a calendar, with its two answers.
func calendarSetting(api huma.API, op func(id, method, path, summary string, guard web.Guard) huma.Operation) huma.Operation {
	o := op("setCalendar", http.MethodPut, calendarsPath+"/{id}", "Set when time counts", mayWrite)
	o.Description = "A new calendar is created (201); the next version of one needs If-Match. What was counted until now stays counted by the hours that held then; from now on the new ones hold, for open tickets, too."
	header := func(about string) *huma.Param {
		return &huma.Param{Description: about, Schema: &huma.Schema{Type: huma.TypeString}}
	}
	o.Responses = map[string]*huma.Response{"201": {
		Description: "Created",
		Headers: map[string]*huma.Param{
			"Location": header("Its path."), "ETag": header("The version, for If-Match."), "Last-Modified": header("From when on time is counted by it."),
		},
		Content: map[string]*huma.MediaType{"application/json": {
			Schema: api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Calendar](), true, ""),
		}},
	}}
	return o
}

type calendarOutput struct {
	Status   int
	Location string `header:"Location" doc:"Of a calendar that was created."`
	ETag     string `header:"ETag" doc:"The version, for If-Match; absent for always, which cannot be changed."`
	Since    string `header:"Last-Modified" doc:"From when on time is counted by it; by its first version, what was before, too."`
	Link     string `header:"Link" doc:"With rel=status: what brings open tickets under a new version."`
	Body     Calendar
}

func (a API) readCalendar(ctx context.Context, in *calendarInput) (*calendarOutput, error) {
	if err := mayRead(ctx, nil); err != nil {
		return nil, err
	}
	e, err := a.edition(ctx, in.ID, in.Version)
	if err != nil {
		return nil, err
	}
	return calendarShown(e), nil
}

// edition gives a version of a calendar, the latest when it is not named.
func (a API) edition(ctx context.Context, id, version string) (sla.Edition, error) {
	switch {
	case id == sla.Always && version == "":
		return around, nil
	case id == sla.Always:
		return sla.Edition{}, fault.NotFound("version of the calendar")
	case version == "":
		return a.Store.Edition(ctx, id)
	}
	n, err := strconv.Atoi(version)
	if err != nil {
		return sla.Edition{}, fault.InvalidField("version", "must be a number")
	}
	editions, err := a.Store.Editions(ctx, id, n)
	if err != nil {
		return sla.Edition{}, err
	}
	return editions[n-1], nil
}

func calendarShown(e sla.Edition) *calendarOutput {
	out := &calendarOutput{Status: http.StatusOK, Body: calendarOf(e)}
	if e.Version > 0 {
		out.ETag, out.Since = web.ETag(int64(e.Version)), e.From.Format(http.TimeFormat)
	}
	return out
}

type setCalendarInput struct {
	CalendarID
	web.Condition
	Body Calendar
}

// setCalendar sets a calendar that is new, without If-Match, or the next version of one, with it.
func (a API) setCalendar(ctx context.Context, in *setCalendarInput) (*calendarOutput, error) {
	if err := mayWrite(ctx, nil); err != nil {
		return nil, err
	}
	next, err := in.edition(a.Now())
	if err != nil {
		return nil, err
	}
	before, err := a.Store.Edition(ctx, in.ID)
	if err != nil && !fault.Is(err, fault.Missing) {
		return nil, err
	}
	if err := guarded(in.Condition, before.Version); err != nil {
		return nil, err
	}
	if err := a.room(ctx, before.Version); err != nil {
		return nil, err
	}
	if err := a.enough(ctx, in.ID, next); err != nil {
		return nil, err
	}
	next.Version = before.Version + 1
	if next.From.Before(before.From) {
		next.From = before.From // the clocks of two machines differ
	}
	var r rescheduling.Change
	if before.Version > 0 { // a new calendar is nobody's yet
		if r, err = a.reschedule(ctx, rescheduling.OfCalendar(in.ID, next.Version)); err != nil {
			return nil, err
		}
	}
	if err := a.Store.PutCalendar(ctx, in.ID, before.Version, next, r); err != nil {
		if fault.Is(err, fault.Lost) {
			return nil, stale()
		}
		return nil, err
	}
	out := calendarShown(next)
	out.Link = statusLink(r)
	if before.Version == 0 {
		out.Status, out.Location = http.StatusCreated, calendarsPath+"/"+in.ID
	}
	return out, nil
}

// statusLink says where to see how far open tickets are brought under a new version (RFC 8288); nothing where none need
// to be.
func statusLink(r rescheduling.Change) string {
	if r.Rescheduling.ID == "" {
		return ""
	}
	return "<" + reschedulingsPath + "/" + r.Rescheduling.ID + `>; rel="status"`
}

// enough holds a calendar to what the policies in force promise by it: with too few hours, that would never come due.
func (a API) enough(ctx context.Context, id string, next sla.Edition) error {
	p, err := a.Store.Policies(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(p.List, func(policy sla.Policy) bool { return policy.Calendar == id }) {
		return nil
	}
	all, err := named(ctx, p, a.latest)
	if err != nil || p.Validate(all...) != nil { // what does not hold already is not the calendar's fault
		return err
	}
	c, err := sla.Compile(id, []sla.Edition{next})
	if err == nil && p.Validate(append(all, c)...) != nil {
		err = fault.InvalidField("hours", "are too few for what the policies in force promise by this calendar: it would take more than ten years")
	}
	return err
}

// edition is what the request sets, to hold from now on.
func (in setCalendarInput) edition(now time.Time) (sla.Edition, error) {
	if in.ID == sla.Always {
		return sla.Edition{}, fault.InvalidField("id", "is the calendar that is open around the clock, and cannot be changed")
	}
	var c text.Checker
	c.Name("id", in.ID, maxCalendarID)
	if err := c.Err(); err != nil {
		return sla.Edition{}, err
	}
	spec := in.Body.spec()
	return sla.Edition{From: now.UTC().Truncate(time.Second), Spec: spec}, spec.Validate()
}

// guarded holds a request to the version that it was made for: nothing exists yet when it is 0.
func guarded(c web.Condition, version int) error {
	guard := c.Required
	if version == 0 {
		guard = c.Expected
	}
	expected, err := guard()
	if err != nil {
		return err
	}
	if expected != nil && *expected != int64(version) {
		return stale()
	}
	return nil
}

// room says when there is none for a further calendar, or a further version of one.
func (a API) room(ctx context.Context, version int) error {
	if version >= maxEditions {
		return fault.InvalidField("id", fmt.Sprintf("names a calendar that was set %d times, which is the most: set one of another name", maxEditions))
	}
	if version > 0 {
		return nil
	}
	all, err := a.Store.Calendars(ctx, "", maxCalendars)
	if err == nil && len(all) >= maxCalendars {
		return fault.InvalidField("id", fmt.Sprintf("would be one calendar more than %d, which is the most", maxCalendars))
	}
	return err
}
