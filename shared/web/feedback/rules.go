package feedback

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/fault"
	"aftercare/shared/feedback"
	"aftercare/shared/sla"
	"aftercare/shared/web"
)

// Rules is the HTTP API of who is asked, when, and how often.
type Rules struct {
	Store feedback.RuleStore
	Now   func() time.Time
}

const rulesPath = "/v1/feedback/rules"

// Register adds the operations to an API.
func (a Rules) Register(api huma.API) {
	reading := web.Guarded(huma.Operation{
		OperationID: "readFeedbackRules", Method: http.MethodGet, Path: rulesPath, Tags: []string{tag},
		Summary: "Read who is asked, when, and how often", Errors: []int{http.StatusNotFound},
	}, maySee)
	huma.Register(api, reading, a.read)
	huma.Register(api, web.Guarded(huma.Operation{
		OperationID: "setFeedbackRules", Method: http.MethodPut, Path: rulesPath, Tags: []string{tag},
		Summary:     "Set who is asked, when, and how often",
		Description: "They hold for questions that are asked from now on, those that are planned among them. Every version is kept.",
	}, maySet), a.set)
}

func maySee(ctx context.Context, _ func(string) string) error {
	if !web.CallerFrom(ctx).IsStaff() {
		return fault.New(fault.Forbidden, "the rules of asking are for staff")
	}
	return nil
}

func maySet(ctx context.Context, _ func(string) string) error {
	if !web.CallerFrom(ctx).Has(web.Lead, web.Admin) {
		return fault.New(fault.Forbidden, "only a lead or an administrator may do this")
	}
	return nil
}

// AskingRules say who is asked, when, and how often. Durations are written as Go does: 10m, 24h.
type AskingRules struct {
	CSAT []CSATRule `json:"csat" minItems:"1" maxItems:"50" doc:"About solved tickets, in order: the first that matches a ticket holds, the last one matches everything."`
	NPS  NPSRule    `json:"nps,omitempty" doc:"By calendar, about the company."`
	CES  CESRule    `json:"ces,omitempty" doc:"After customers helped themselves, about the effort."`
}

// AskingMatch names the values that a rule is for; an absent or empty list matches everything.
type AskingMatch struct {
	Channel  []string `json:"channel,omitempty" maxItems:"50"`
	Category []string `json:"category,omitempty" maxItems:"50"`
	Tier     []string `json:"tier,omitempty" maxItems:"50"`
	Language []string `json:"language,omitempty" maxItems:"50"`
	Team     []string `json:"team,omitempty" maxItems:"50"`
}

// CSATRule is one entry of the ordered list.
type CSATRule struct {
	Match         AskingMatch `json:"match,omitempty" doc:"The tickets that it is for."`
	Delay         string      `json:"delay,omitempty" example:"24h" doc:"How long after the solution the customer is asked, at most 720h; at once when absent. A ticket that is open again by then is asked about after its next solution."`
	Sampling      *float64    `json:"sampling,omitempty" minimum:"0" maximum:"1" example:"0.5" doc:"The share of tickets that is asked about, by a hash of their ids: everybody when absent."`
	QuietPeriod   string      `json:"quietPeriod,omitempty" example:"168h" doc:"How long a customer who was asked anything is not asked about a ticket, at most 8784h; not at all when absent."`
	IncidentQuiet string      `json:"incidentQuiet,omitempty" example:"24h" doc:"How long after the notice of an incident that touches the ticket nobody is asked, at most 168h: the question then waits. 24h when absent; 0s asks at once."`
}

// NPSRule says whether, whom and when the company asks by calendar whether one would recommend it.
type NPSRule struct {
	On           bool        `json:"on,omitempty" doc:"Off until it is set: nobody is asked. Never asked is who has a complaint that is not closed, or a ticket that was moved up or is late: they are asked in a later wave."`
	Match        AskingMatch `json:"match,omitempty" doc:"The customers that are asked, by tier and language alone."`
	Sampling     *float64    `json:"sampling,omitempty" minimum:"0" maximum:"1" doc:"The share of customers that is asked, another one each month; everybody when absent."`
	Every        string      `json:"every,omitempty" example:"2160h" doc:"How long somebody is not asked again: at least 2160h, which is 90 days, and that when absent."`
	ActiveWithin string      `json:"activeWithin,omitempty" example:"720h" doc:"Asked are customers who had a ticket, a complaint or reported activity so long before, at most 2208h; 720h when absent."`
	QuietPeriod  string      `json:"quietPeriod,omitempty" doc:"How long a customer who was asked anything is left out; not at all when absent."`
	Day          int         `json:"day,omitempty" minimum:"1" maximum:"28" doc:"The day of each month on which asking begins; the first when absent."`
	Hour         *int        `json:"hour,omitempty" minimum:"0" maximum:"23" doc:"The hour of that day, in the company's time zone; 10 when absent."`
}

// CESRule says whether customers are asked after they helped themselves how much effort it took.
type CESRule struct {
	On          *bool    `json:"on,omitempty" doc:"On when absent."`
	Sampling    *float64 `json:"sampling,omitempty" minimum:"0" maximum:"1" doc:"The share that is asked; everybody when absent."`
	QuietPeriod string   `json:"quietPeriod,omitempty" doc:"How long a customer who was asked anything is not asked; not at all when absent."`
}

type rulesOutput struct {
	ETag string `header:"ETag" doc:"The version, for If-Match."`
	Body AskingRules
}

func (a Rules) read(ctx context.Context, in *struct {
	Version string `query:"version" pattern:"^[0-9]{1,9}$" patternDescription:"a number" doc:"As they were in this version; 0 are those that hold before any were set. Absent: those in force."`
}) (*rulesOutput, error) {
	if err := maySee(ctx, nil); err != nil {
		return nil, err
	}
	if in.Version == "" {
		r, err := a.Store.FeedbackRules(ctx)
		return shownRules(r), err
	}
	version, err := strconv.Atoi(in.Version)
	if err != nil {
		return nil, fault.InvalidField("version", "must be a number")
	}
	r, err := a.Store.FeedbackRulesOf(ctx, version)
	return shownRules(r), err
}

func (a Rules) set(ctx context.Context, in *struct {
	web.Condition
	Body AskingRules
}) (*rulesOutput, error) {
	if err := maySet(ctx, nil); err != nil {
		return nil, err
	}
	expected, err := in.Required()
	if err != nil {
		return nil, err
	}
	given, err := in.Body.rules()
	if err != nil {
		return nil, err
	}
	now, err := a.Store.FeedbackRules(ctx)
	if err != nil {
		return nil, err
	}
	next, err := now.Replace(given, a.Now())
	if err != nil {
		return nil, err
	}
	if expected != nil && *expected != int64(now.Version)+1 {
		return nil, stale()
	}
	err = a.Store.PutFeedbackRules(ctx, now.Version, next)
	if fault.Is(err, fault.Lost) {
		return nil, stale()
	}
	return shownRules(next), err
}

func stale() error {
	return fault.New(fault.Stale, "somebody else has set them: read them again")
}

// shownRules gives rules with their version, of which the defaults are the first.
func shownRules(r feedback.Rules) *rulesOutput {
	n, c := r.NPS, r.CES
	out := AskingRules{
		NPS: NPSRule{
			On: n.On, Match: AskingMatch(n.Match), Sampling: &n.Sampling, Every: n.Every.String(), ActiveWithin: n.ActiveWithin.String(),
			QuietPeriod: n.QuietPeriod.String(), Day: n.Day, Hour: &n.Hour,
		},
		CES: CESRule{On: &c.On, Sampling: &c.Sampling, QuietPeriod: c.QuietPeriod.String()},
	}
	for _, from := range r.CSAT {
		out.CSAT = append(out.CSAT, CSATRule{
			Match: AskingMatch(from.Match), Delay: from.Delay.String(), Sampling: &from.Sampling,
			QuietPeriod: from.QuietPeriod.String(), IncidentQuiet: from.IncidentQuiet.String(),
		})
	}
	return &rulesOutput{ETag: web.ETag(int64(r.Version) + 1), Body: out}
}

// rules gives the rules that a body describes, with what it leaves out. What they may be is for feedback to say.
func (b AskingRules) rules() (feedback.Rules, error) {
	var bad []fault.Field
	duration := func(at, s string, absent sla.Duration) sla.Duration {
		if s == "" {
			return absent
		}
		var d sla.Duration
		if err := d.UnmarshalText([]byte(s)); err != nil {
			bad = append(bad, fault.Field{Name: at, Problem: "is not a duration such as 10m or 24h"})
		}
		return d
	}
	shipped := feedback.DefaultRules()
	r := feedback.Rules{
		NPS: feedback.NPSRule{
			On: b.NPS.On, Match: feedback.Match(b.NPS.Match), Sampling: or(b.NPS.Sampling, shipped.NPS.Sampling),
			Every:        duration("nps.every", b.NPS.Every, shipped.NPS.Every),
			ActiveWithin: duration("nps.activeWithin", b.NPS.ActiveWithin, shipped.NPS.ActiveWithin),
			QuietPeriod:  duration("nps.quietPeriod", b.NPS.QuietPeriod, 0), Day: b.NPS.Day, Hour: or(b.NPS.Hour, shipped.NPS.Hour),
		},
		CES: feedback.CESRule{
			On: or(b.CES.On, shipped.CES.On), Sampling: or(b.CES.Sampling, shipped.CES.Sampling),
			QuietPeriod: duration("ces.quietPeriod", b.CES.QuietPeriod, 0),
		},
	}
	if r.NPS.Day == 0 {
		r.NPS.Day = shipped.NPS.Day
	}
	for i, from := range b.CSAT {
		at := "csat[" + strconv.Itoa(i) + "]"
		r.CSAT = append(r.CSAT, feedback.CSATRule{
			Match: feedback.Match(from.Match), Delay: duration(at+".delay", from.Delay, 0), Sampling: or(from.Sampling, 1),
			QuietPeriod:   duration(at+".quietPeriod", from.QuietPeriod, 0),
			IncidentQuiet: duration(at+".incidentQuiet", from.IncidentQuiet, feedback.DefaultIncidentQuiet),
		})
	}
	return r, fault.InvalidFields(bad)
}

// or gives what is there, or what stands for it.
func or[T any](given *T, absent T) T {
	if given == nil {
		return absent
	}
	return *given
}
