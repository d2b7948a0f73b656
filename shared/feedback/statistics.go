package feedback

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"aftercare/shared/fault"
)

// MaxSpan is how much time one statistic covers at most.
const MaxSpan = 92 * 24 * time.Hour

// usualSpan is how much time a statistic covers that does not say since when.
const usualSpan = 30 * 24 * time.Hour

// Filter says what a statistic is of: surveys asked in [From, To). A zero To means up to now, a zero From means the 30
// days before To; an empty Team or Agent means every one.
type Filter struct {
	From, To    time.Time
	Team, Agent string
	Kind        Kind
}

// Statistics sums the surveys of a filter up. Shares are from 0 to 1 with four decimals, and nil where there is nothing
// to divide.
type Statistics struct {
	Filter
	Asked        int
	Answered     int
	Unsubscribed int            // by whose mail customers refused further ones, of those asked
	ResponseRate *float64       // answered of asked
	CSAT         *float64       // share of 4 and 5 among the answers; for csat alone
	NPS          *float64       // percent of 9 and 10 less percent of 0 to 6, from -100 to 100; for nps alone
	CES          *float64       // mean score; for ces alone
	Distribution map[string]int // answers by score
}

// Statistics sums up the surveys of a filter. Invalid for a range that is none, or longer than MaxSpan.
func (s *Service) Statistics(ctx context.Context, f Filter) (Statistics, error) {
	if f.To.IsZero() {
		f.To = s.now().Add(time.Second) // what was asked in the present second counts
	}
	if f.From.IsZero() {
		f.From = f.To.Add(-usualSpan)
	}
	low, high := f.Kind.Scale()
	switch {
	case high == 0:
		return Statistics{}, fault.InvalidField("kind", "is none of csat, nps, ces")
	case !f.From.Before(f.To):
		return Statistics{}, fault.InvalidField("to", "is not after from")
	case f.To.Sub(f.From) > MaxSpan:
		return Statistics{}, fault.InvalidField("to", "is more than 92 days after from")
	}
	sum := Statistics{Filter: f, Distribution: map[string]int{}}
	for score := low; score <= high; score++ {
		sum.Distribution[strconv.Itoa(score)] = 0
	}
	satisfied, promoters, detractors, total := 0, 0, 0, 0
	err := s.store.EachSurvey(ctx, f.From, f.To, func(v Survey) error {
		if v.Kind != f.Kind || f.Team != "" && v.Team != f.Team || f.Agent != "" && v.Agent != f.Agent {
			return nil
		}
		sum.Asked++
		if v.Unsubscribed {
			sum.Unsubscribed++
		}
		if v.Answer == nil {
			return nil
		}
		sum.Answered++
		score := v.Answer.Score
		total += score
		sum.Distribution[strconv.Itoa(score)]++
		if score >= Satisfied {
			satisfied++
		}
		if score >= Promoter {
			promoters++
		} else if score <= Detractor {
			detractors++
		}
		return nil
	})
	if err != nil {
		return Statistics{}, fmt.Errorf("read surveys: %w", err)
	}
	sum.ResponseRate = share(sum.Answered, sum.Asked)
	switch f.Kind {
	case CSAT:
		sum.CSAT = share(satisfied, sum.Answered)
	case NPS:
		if nps := share(promoters-detractors, sum.Answered); nps != nil {
			*nps = round(*nps * 100)
			sum.NPS = nps
		}
	case CES:
		sum.CES = share(total, sum.Answered)
	}
	return sum, nil
}

func share(part, whole int) *float64 {
	if whole == 0 {
		return nil
	}
	v := round(float64(part) / float64(whole))
	return &v
}

// round keeps four decimals.
func round(v float64) float64 { return math.Round(v*10_000) / 10_000 }
