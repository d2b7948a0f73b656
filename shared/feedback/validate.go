package feedback

import (
	"fmt"
	"math"
	"time"

	"aftercare/shared/sla"
	"aftercare/shared/text"
	"aftercare/shared/ticket"
)

// Limits of rules.
const (
	maxRules         = 50
	maxMatch         = 50 // values in one list
	maxDelay         = 30 * day
	maxQuiet         = 366 * day
	maxIncidentQuiet = 7 * day
	// minEvery is the least time between two questions of this kind to one customer, whatever is set.
	minEvery  = 90 * day
	maxEvery  = 366 * day
	minActive = day
	maxActive = 92 * day
	lastDay   = 28 // that every month has
	lastHour  = 23
)

// Validate is Invalid, with the name of every field that is wrong.
func (r Rules) Validate() error {
	w := ruleChecker{}
	if len(r.CSAT) == 0 || len(r.CSAT) > maxRules {
		w.Add("csat", fmt.Sprintf("has not between 1 and %d rules", maxRules))
		return w.Err()
	}
	for i, rule := range r.CSAT {
		at := fmt.Sprintf("csat[%d]", i)
		w.match(at+".match", rule.Match)
		w.share(at+".sampling", rule.Sampling)
		w.span(at+".delay", rule.Delay, 0, maxDelay)
		w.span(at+".quietPeriod", rule.QuietPeriod, 0, maxQuiet)
		w.span(at+".incidentQuiet", rule.IncidentQuiet, 0, maxIncidentQuiet)
		switch last := i == len(r.CSAT)-1; {
		case last && !rule.Match.everything():
			w.Add(at+".match", "is not empty: the last rule matches everything")
		case !last && rule.Match.everything():
			w.Add(at+".match", "is empty: the rules behind it would never hold")
		}
	}
	w.match("nps.match", r.NPS.Match)
	if len(r.NPS.Match.Channel)+len(r.NPS.Match.Category)+len(r.NPS.Match.Team) > 0 {
		w.Add("nps.match", "names a channel, a category or a team: it is about customers, by tier and language alone")
	}
	w.share("nps.sampling", r.NPS.Sampling)
	w.span("nps.every", r.NPS.Every, minEvery, maxEvery)
	w.span("nps.activeWithin", r.NPS.ActiveWithin, minActive, maxActive)
	w.span("nps.quietPeriod", r.NPS.QuietPeriod, 0, maxQuiet)
	if r.NPS.Day < 1 || r.NPS.Day > lastDay {
		w.Add("nps.day", fmt.Sprintf("is not from 1 to %d, which every month has", lastDay))
	}
	if r.NPS.Hour < 0 || r.NPS.Hour > lastHour {
		w.Add("nps.hour", fmt.Sprintf("is not from 0 to %d", lastHour))
	}
	w.share("ces.sampling", r.CES.Sampling)
	w.span("ces.quietPeriod", r.CES.QuietPeriod, 0, maxQuiet)
	return w.Err()
}

func (m Match) everything() bool {
	return len(m.Channel)+len(m.Category)+len(m.Tier)+len(m.Language)+len(m.Team) == 0
}

type ruleChecker struct{ text.Checker }

func (w *ruleChecker) share(name string, v float64) {
	if math.IsNaN(v) || v < 0 || v > 1 {
		w.Add(name, "is not a share from 0 to 1")
	}
}

func (w *ruleChecker) span(name string, d sla.Duration, least, most time.Duration) {
	switch v := time.Duration(d); {
	case v%time.Second != 0:
		w.Add(name, "is not whole seconds")
	case v < least || v > most:
		w.Add(name, fmt.Sprintf("is not from %s to %s", sla.Duration(least), sla.Duration(most)))
	}
}

func (w *ruleChecker) match(name string, m Match) {
	w.known(name+".channel", m.Channel, ticket.Channels)
	w.known(name+".category", m.Category, ticket.Categories)
	for field, list := range map[string][]string{"tier": m.Tier, "team": m.Team} {
		at := name + "." + field
		w.few(at, list)
		for i, v := range list[:min(len(list), maxMatch)] {
			if v == "" {
				w.Add(fmt.Sprintf("%s[%d]", at, i), "is empty")
			}
			w.Name(fmt.Sprintf("%s[%d]", at, i), v, 64)
		}
	}
	w.few(name+".language", m.Language)
	for i, v := range m.Language[:min(len(m.Language), maxMatch)] {
		if canonical, ok := text.Language(v); !ok || canonical != v {
			w.Add(fmt.Sprintf("%s.language[%d]", name, i), "is no language such as en or zh")
		}
	}
}

func (w *ruleChecker) few(name string, list []string) {
	if len(list) > maxMatch {
		w.Add(name, fmt.Sprintf("has more than %d values", maxMatch))
	}
}

func (w *ruleChecker) known(name string, list, allowed []string) {
	w.few(name, list)
	for i, v := range list[:min(len(list), maxMatch)] {
		w.OneOf(fmt.Sprintf("%s[%d]", name, i), v, allowed...)
	}
}
