package transparency

import (
	"context"
	"time"

	"aftercare/shared/sla"
	published "aftercare/shared/transparency"
	"aftercare/shared/web"
)

// Promises is what everybody is promised, for programs.
type Promises struct {
	Version         int        `json:"version" doc:"Of the promises; it rises with every change. 0 are those that hold before any were set."`
	Since           *time.Time `json:"since,omitempty" doc:"From when on they hold; absent for those of version 0."`
	Promises        []Promise  `json:"promises" doc:"In order: the first that fits a case holds, the last fits every case."`
	OtherAgreements bool       `json:"otherAgreements" doc:"With some customers something else was agreed, which is not listed."`
	Hours           []Hours    `json:"hours" doc:"The opening hours that promises count by."`
	Complaints      string     `json:"complaints" doc:"Path of the complaint procedure, with its times."`
	Language        string     `json:"language" doc:"Of title and texts (BCP 47)."`
	Title           string     `json:"title"`
	Text            string     `json:"text" doc:"The whole page as plain text."`
}

// Promise is what is promised to the cases that it is for.
type Promise struct {
	For     For                        `json:"for"`
	Hours   int                        `json:"hours" doc:"The place in hours, from 1; 0 counts around the clock."`
	Targets map[sla.Name]PromiseTarget `json:"targets" doc:"By firstReply, nextReply, update and resolution."`
	Text    string                     `json:"text" example:"Chat, Web: first reply within 5 minutes; around the clock"`
}

// For says which cases a promise is for.
type For struct {
	Channels   []string `json:"channels,omitempty" doc:"Every one when absent."`
	Categories []string `json:"categories,omitempty" doc:"Every one when absent."`
	Priorities []string `json:"priorities,omitempty" doc:"Every one when absent."`
	Languages  []string `json:"languages,omitempty" doc:"Every one when absent."`
}

// PromiseTarget is one promise.
type PromiseTarget struct {
	Within string   `json:"within" doc:"Of the hours that count, as Go writes durations: 5m, 24h, 1h30m."`
	Waits  []string `json:"waits,omitempty" doc:"Time does not count while a case is pending, which waits for the customer, or on hold, which waits for somebody else."`
}

// Hours are opening hours in local time.
type Hours struct {
	TimeZone       string              `json:"timeZone" example:"Europe/Berlin"`
	Week           map[string][]string `json:"week" doc:"By mon to sun; a day that is absent is closed."`
	Closed         []ClosedDays        `json:"closed" doc:"Other days on which it is closed, as far as they are not over."`
	PublicHolidays []string            `json:"publicHolidays" doc:"Countries, or parts of them, whose public holidays are closed."`
	Version        int                 `json:"version"`
	Since          time.Time           `json:"since"`
}

// ClosedDays are the days from one to another, both included.
type ClosedDays struct {
	From string `json:"from" format:"date"`
	To   string `json:"to" format:"date"`
}

type promisesOutput struct {
	Body Promises
}

func (a API) promises(ctx context.Context, in *web.Spoken) (*promisesOutput, error) {
	lang := in.Chosen()
	web.Speak(ctx, lang)
	p, err := published.InForce(ctx, a.Promises, a.Now())
	if err != nil {
		return nil, err
	}
	shown := p.Page(lang, a.Company, a.Zone)
	web.Show(ctx, shown.HTML())
	out := Promises{
		Version: p.Version, Promises: []Promise{}, OtherAgreements: p.Agreed, Hours: []Hours{}, Complaints: "/v1/public/complaints",
		Language: lang, Title: shown.Title, Text: shown.Text(),
	}
	if !p.Since.IsZero() {
		out.Since = &p.Since
	}
	for i, from := range p.List {
		to := Promise{For: For(from.For), Hours: from.Hours, Targets: map[sla.Name]PromiseTarget{}, Text: p.Text(lang, i)}
		for name, t := range from.Targets {
			to.Targets[name] = PromiseTarget{Within: sla.Duration(t.Within).String(), Waits: t.Waits}
		}
		out.Promises = append(out.Promises, to)
	}
	for _, h := range p.Hours {
		to := Hours{TimeZone: h.TimeZone, Week: h.Week, Closed: []ClosedDays{}, PublicHolidays: append([]string{}, h.Holidays...), Version: h.Version, Since: h.Since}
		for _, d := range h.Closed {
			to.Closed = append(to.Closed, ClosedDays(d))
		}
		out.Hours = append(out.Hours, to)
	}
	return &promisesOutput{Body: out}, nil
}
