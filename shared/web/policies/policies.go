// Package policies is the HTTP API of what is promised: the policies of the clocks, the calendars that they count by, and
// the ladders that late cases climb.
package policies

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/rescheduling"
	"aftercare/shared/sla"
	"aftercare/shared/staff"
	"aftercare/shared/web"
)

// Store keeps what operators set.
type Store interface {
	// Policies gives the policies in force; the defaults, of version 0, when none were set.
	Policies(ctx context.Context) (sla.Policies, error)
	// PoliciesOf gives the policies as they were in a version. Missing when there was none.
	PoliciesOf(ctx context.Context, version int) (sla.Policies, error)
	// PutPolicies sets the policies as the version after before, together with what brings open tickets under them.
	// Lost when another version is in force.
	PutPolicies(ctx context.Context, before int, p sla.Policies, r rescheduling.Change) error
	CalendarStore
	LadderStore
	ReschedulingStore
}

// API serves policies, calendars and ladders.
type API struct {
	Store Store
	Keys  web.Keys
	Staff staff.Directory
	Now   func() time.Time
}

// Register adds the operations to an API.
func (a API) Register(api huma.API) {
	op := func(id, method, path, summary string, guard web.Guard) huma.Operation {
		return web.Guarded(huma.Operation{OperationID: id, Method: method, Path: path, Summary: summary, Tags: []string{"Promises"}}, guard)
	}
	reading := op("readPolicies", http.MethodGet, "/v1/sla/policies", "Read what is promised", mayRead)
	reading.Errors = []int{http.StatusNotFound}
	huma.Register(api, reading, a.read)
	huma.Register(api, op("setPolicies", http.MethodPut, "/v1/sla/policies", "Set what is promised", mayWrite), a.set)
	huma.Register(api, op("listCalendars", http.MethodGet, calendarsPath, "List the calendars", mayRead), a.listCalendars)
	huma.Register(api, op("readCalendar", http.MethodGet, calendarsPath+"/{id}", "Read when time counts", mayRead), a.readCalendar)
	huma.Register(api, calendarSetting(api, op), a.setCalendar)
	trying := op("simulate", http.MethodPost, "/v1/sla/simulations", "Try promises on a history", mayWrite)
	trying.Description = "Tells what would become of a case, and stores nothing. What is not given is as it is in force. The answer has the shape of a ticket's explanation."
	huma.Register(api, trying, a.simulate)
	huma.Register(api, op("readLadder", http.MethodGet, "/v1/escalation-ladders/{team}", "Read a team's ladder", mayRead), a.readLadder)
	huma.Register(api, op("setLadder", http.MethodPut, "/v1/escalation-ladders/{team}", "Set a team's ladder", mayWrite), a.setLadder)
	a.registerReschedulings(api, op)
}

func mayRead(ctx context.Context, _ func(string) string) error {
	if !web.CallerFrom(ctx).IsStaff() {
		return fault.New(fault.Forbidden, "only staff may do this")
	}
	return nil
}

func mayWrite(ctx context.Context, _ func(string) string) error {
	if !web.CallerFrom(ctx).Has(web.Lead, web.Admin) {
		return fault.New(fault.Forbidden, "only a lead or an administrator may do this")
	}
	return nil
}

// Policy is one entry of the ordered list.
type Policy struct {
	ID         string            `json:"id"`
	Match      Match             `json:"match,omitempty" doc:"What it is for; an absent or empty list matches everything."`
	Calendar   string            `json:"calendar,omitempty" example:"berlin" doc:"When time counts: the name of a calendar; always, which is open around the clock, when absent."`
	Targets    map[sla.Name]Rule `json:"targets" doc:"By firstReply, nextReply, update and resolution."`
	WarnAt     []float64         `json:"warnAt,omitempty" example:"[0.5,0.8]" doc:"Fractions of the time allowed at which to warn, ascending."`
	WarnBefore []string          `json:"warnBefore,omitempty" example:"[\"1h\",\"15m\"]" doc:"Times before the due time at which to warn, descending: so much of the time that counts is left then."`
	WarnTo     []string          `json:"warnTo,omitzero" example:"[\"bus\"]" doc:"Who receives warnings: bus, the default, is whoever listens to the event bus; assignee gets a mail. For an empty list nobody does; warnings are then recorded by what comes next."`
	CloseAfter string            `json:"closeAfter,omitempty" doc:"How long a solved ticket stays solved before it closes; 96h when absent."`
}

// Match names the values that a policy is for.
type Match struct {
	Channel  []string `json:"channel,omitempty"`
	Priority []string `json:"priority,omitempty"`
	Category []string `json:"category,omitempty"`
	Tier     []string `json:"tier,omitempty"`
	Language []string `json:"language,omitempty"`
}

// Rule is one promise.
type Rule struct {
	Within  string   `json:"within" doc:"As Go writes durations: 5m, 24h, 1h30m."`
	PauseOn []string `json:"pauseOn,omitempty" doc:"pending, hold or both."`
}

type output struct {
	ETag string `header:"ETag" doc:"The version, for If-Match."`
	Link string `header:"Link" doc:"With rel=status: what brings open tickets under a new version."`
	Body []Policy
}

type readInput struct {
	Version string `query:"version" pattern:"^[0-9]{1,9}$" patternDescription:"a number" doc:"As they were in this version, which timelines name as policyVersion; 0 are those that hold before any were set. Absent: those in force."`
}

func (a API) read(ctx context.Context, in *readInput) (*output, error) {
	if err := mayRead(ctx, nil); err != nil {
		return nil, err
	}
	p, err := a.policies(ctx, in.Version)
	if err != nil {
		return nil, err
	}
	return shown(p), nil
}

// policies gives a version of the policies; those in force when it is not named.
func (a API) policies(ctx context.Context, version string) (sla.Policies, error) {
	if version == "" {
		return a.Store.Policies(ctx)
	}
	n, err := strconv.Atoi(version)
	if err != nil {
		return sla.Policies{}, fault.InvalidField("version", "must be a number")
	}
	return a.Store.PoliciesOf(ctx, n)
}

// shown gives the list with its version, of which the defaults are the first.
func shown(p sla.Policies) *output {
	list := make([]Policy, 0, len(p.List))
	for _, from := range p.List {
		to := Policy{
			ID: from.ID, Match: Match(from.Match), Calendar: from.Calendar, WarnAt: from.WarnAt, WarnTo: from.WarnTo,
			Targets: map[sla.Name]Rule{},
		}
		for _, before := range from.WarnBefore {
			to.WarnBefore = append(to.WarnBefore, before.String())
		}
		if from.CloseAfter > 0 {
			to.CloseAfter = from.CloseAfter.String()
		}
		for name, rule := range from.Targets {
			to.Targets[name] = Rule{Within: rule.Within.String(), PauseOn: rule.PauseOn}
		}
		list = append(list, to)
	}
	return &output{ETag: web.ETag(int64(p.Version) + 1), Body: list}
}

type setInput struct {
	web.Condition
	Body []Policy `doc:"In order: the first that matches holds, the last one matches everything."`
}

func (a API) set(ctx context.Context, in *setInput) (*output, error) {
	if err := mayWrite(ctx, nil); err != nil {
		return nil, err
	}
	expected, err := in.Required()
	if err != nil {
		return nil, err
	}
	next, err := commanded(in.Body)
	if err != nil {
		return nil, err
	}
	calendars, err := named(ctx, next, a.latest)
	if err != nil {
		return nil, err
	}
	if err := next.Validate(calendars...); err != nil {
		return nil, err
	}
	now, err := a.Store.Policies(ctx)
	if err != nil {
		return nil, err
	}
	if expected != nil && *expected != int64(now.Version)+1 {
		return nil, stale()
	}
	r, err := a.reschedule(ctx, rescheduling.OfPolicies(now.Version+1))
	if err != nil {
		return nil, err
	}
	if err := a.Store.PutPolicies(ctx, now.Version, next, r); err != nil {
		if fault.Is(err, fault.Lost) {
			return nil, stale()
		}
		return nil, err
	}
	next.Version = now.Version + 1
	out := shown(next)
	out.Link = statusLink(r)
	return out, nil
}

// latest is a calendar as its latest edition alone has it, by which promises that are made now are judged.
func (a API) latest(ctx context.Context, id string) (*sla.Calendar, error) {
	e, err := a.Store.Edition(ctx, id)
	if err != nil {
		return nil, err
	}
	return sla.Compile(id, []sla.Edition{e})
}

// named reads the calendars that policies name, as far as there are any of the names.
func named(ctx context.Context, p sla.Policies, read func(ctx context.Context, id string) (*sla.Calendar, error)) ([]*sla.Calendar, error) {
	var all []*sla.Calendar
	seen := map[string]bool{sla.Always: true}
	for _, policy := range p.List {
		if seen[policy.Calendar] || !calendarName.MatchString(policy.Calendar) {
			continue
		}
		seen[policy.Calendar] = true
		c, err := read(ctx, policy.Calendar)
		if fault.Is(err, fault.Missing) {
			continue // for validation to name
		}
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// reschedule makes what brings open tickets under a new version, to be written together with it.
func (a API) reschedule(ctx context.Context, c rescheduling.Cause) (rescheduling.Change, error) {
	return rescheduling.Request(c, rescheduling.Terms{
		Now: a.Now(), Actor: web.CallerFrom(ctx).Actor(), Correlation: event.CorrelationFrom(ctx),
	})
}

func stale() error {
	return fault.New(fault.Stale, "somebody else has set them: read them again")
}
