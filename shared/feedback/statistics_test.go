package feedback_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aftercare/shared/fault"
	"aftercare/shared/feedback"
)

// put keeps a survey that was sent, with an answer unless the score is 0.
func (c *clinic) put(t interface {
	Fatal(...any)
	Helper()
}, id int, at time.Time, team, agent string, kind feedback.Kind, score int) {
	t.Helper()
	s := feedback.Survey{
		ID: fmt.Sprint(id), Revision: 1, Kind: kind, TicketID: fmt.Sprint(id), Team: team, Agent: agent,
		TokenHash: fmt.Sprint("hash", id), AskedAt: at, ExpiresAt: at.Add(feedback.Life), State: feedback.Sent,
	}
	if score > 0 {
		s.Answer = &feedback.Answer{Score: score, FirstAt: at, At: at}
	}
	if err := c.Store.SaveSurvey(ctx, feedback.Change{Survey: s}); err != nil {
		t.Fatal(err)
	}
}

func number(v float64) *float64 { return &v }

func TestStatistics(t *testing.T) {
	c := newClinic(t)
	for i, score := range []int{5, 4, 4, 2, 0, 0} {
		c.put(t, i, noon.Add(time.Duration(i)*time.Hour), "desk", "bo", feedback.CSAT, score)
	}
	c.put(t, 10, noon, "chain", "bo", feedback.CSAT, 1)
	c.put(t, 11, noon, "desk", "lin", feedback.CSAT, 5)
	c.put(t, 12, noon.Add(-time.Second), "desk", "bo", feedback.CSAT, 1)
	c.put(t, 13, noon.Add(24*time.Hour), "desk", "bo", feedback.CSAT, 1)
	for i, score := range []int{10, 9, 8, 3} {
		c.put(t, 20+i, noon, "desk", "bo", feedback.NPS, score)
	}
	base := feedback.Filter{From: noon, To: noon.Add(24 * time.Hour), Kind: feedback.CSAT}
	with := func(f func(*feedback.Filter)) feedback.Filter { g := base; f(&g); return g }
	for name, tc := range map[string]struct {
		filter feedback.Filter
		want   feedback.Statistics
	}{
		"of everybody": {base, feedback.Statistics{
			Asked: 8, Answered: 6, ResponseRate: number(0.75), CSAT: number(0.6667),
			Distribution: map[string]int{"1": 1, "2": 1, "3": 0, "4": 2, "5": 2},
		}},
		"of a team": {with(func(f *feedback.Filter) { f.Team = "chain" }), feedback.Statistics{
			Asked: 1, Answered: 1, ResponseRate: number(1), CSAT: number(0),
			Distribution: map[string]int{"1": 1, "2": 0, "3": 0, "4": 0, "5": 0},
		}},
		"of an agent": {with(func(f *feedback.Filter) { f.Agent = "lin" }), feedback.Statistics{
			Asked: 1, Answered: 1, ResponseRate: number(1), CSAT: number(1),
			Distribution: map[string]int{"1": 0, "2": 0, "3": 0, "4": 0, "5": 1},
		}},
		"of nobody": {with(func(f *feedback.Filter) { f.Team = "none" }), feedback.Statistics{
			Distribution: map[string]int{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0},
		}},
		"of promoters": {with(func(f *feedback.Filter) { f.Kind = feedback.NPS }), feedback.Statistics{
			Asked: 4, Answered: 4, ResponseRate: number(1), NPS: number(25),
			Distribution: map[string]int{"0": 0, "1": 0, "2": 0, "3": 1, "4": 0, "5": 0, "6": 0, "7": 0, "8": 1, "9": 1, "10": 1},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := c.service.Statistics(t.Context(), tc.filter)
			tc.want.Filter = tc.filter
			if err != nil || !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestAStatisticHasItsBounds(t *testing.T) {
	c := newClinic(t)
	for name, f := range map[string]feedback.Filter{
		"no kind":         {From: noon, To: noon.Add(time.Hour)},
		"an unknown kind": {From: noon, To: noon.Add(time.Hour), Kind: "mood"},
		"an empty range":  {From: noon, To: noon, Kind: feedback.CSAT},
		"a range back":    {From: noon, To: noon.Add(-time.Hour), Kind: feedback.CSAT},
		"too long":        {From: noon, To: noon.Add(feedback.MaxSpan + time.Second), Kind: feedback.CSAT},
	} {
		if _, err := c.service.Statistics(t.Context(), f); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s gave %v", name, err)
		}
	}
	if _, err := c.service.Statistics(t.Context(), feedback.Filter{From: noon, To: noon.Add(feedback.MaxSpan), Kind: feedback.CSAT}); err != nil {
		t.Error(err)
	}
}

func TestAStatisticCoversTheLastThirtyDaysUnlessItSays(t *testing.T) {
	c := newClinic(t)
	c.put(t, 1, noon, "desk", "bo", feedback.CSAT, 5)
	c.put(t, 2, noon.Add(-29*24*time.Hour), "desk", "bo", feedback.CSAT, 5)
	c.put(t, 3, noon.Add(-31*24*time.Hour), "desk", "bo", feedback.CSAT, 5)
	got, err := c.service.Statistics(t.Context(), feedback.Filter{Kind: feedback.CSAT})
	if err != nil || got.Asked != 2 {
		t.Errorf("asked %d, %v", got.Asked, err)
	}
}

// Whoever was asked: a statistic's numbers agree with each other and with those of its parts.
func TestStatisticsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newClinic(t)
		agents := []string{"bo", "lin"}
		for i := range rapid.IntRange(0, 30).Draw(t, "surveys") {
			c.put(t, i, noon, "desk", rapid.SampledFrom(agents).Draw(t, "agent"), feedback.CSAT, rapid.IntRange(0, 5).Draw(t, "score"))
		}
		filter := feedback.Filter{From: noon, To: noon.Add(time.Second), Kind: feedback.CSAT}
		whole, err := c.service.Statistics(ctx, filter)
		if err != nil {
			t.Fatal(err)
		}
		asked, answered := 0, 0
		for _, agent := range agents {
			filter.Agent = agent
			part, err := c.service.Statistics(ctx, filter)
			if err != nil {
				t.Fatal(err)
			}
			asked, answered = asked+part.Asked, answered+part.Answered
		}
		total := 0
		for _, n := range whole.Distribution {
			total += n
		}
		if asked != whole.Asked || answered != whole.Answered || total != whole.Answered || whole.Answered > whole.Asked {
			t.Fatalf("%+v, the parts have %d of %d", whole, answered, asked)
		}
		if whole.CSAT != nil && (*whole.CSAT < 0 || *whole.CSAT > 1) {
			t.Fatalf("csat %v", *whole.CSAT)
		}
	})
}
