package insight

import (
	"time"

	"aftercare/shared/event"
	"aftercare/shared/feedback"
	"aftercare/shared/ticket"
)

// question is one survey: when it was asked, as /v1/feedback/statistics counts it, of whom, and the latest answer.
type question struct {
	id     string
	kind   string
	at     time.Time
	place  place
	score  int // 0 is a score, too
	scored bool
}

// surveys are the questions of one timeline, in the order in which they were asked.
type surveys []question

func (s *surveys) find(id string) *question {
	for i := range *s {
		if (*s)[i].id == id {
			return &(*s)[i]
		}
	}
	return nil
}

// ask notes that a question went out. Where its answer was recorded first, it takes the time of asking that is told now.
func (s *surveys) ask(q question, askedAt time.Time) {
	had := s.find(q.id)
	if had == nil {
		q.place.target = q.kind
		*s = append(*s, q)
		had = &(*s)[len(*s)-1]
	}
	if !askedAt.IsZero() {
		had.at = askedAt
	}
}

// answer notes an answer: the latest counts. An answer to what nobody noted as asked tells that it was asked.
func (s *surveys) answer(q question) {
	s.ask(q, time.Time{})
	asked := s.find(q.id)
	asked.score, asked.scored = q.score, true
}

// asked reads what a ticket's timeline says of the question about it.
func (l *ticketLife) asked(e event.Event) error {
	switch e.Type {
	case event.SurveySent:
		d, err := event.Decode[ticket.Delivery](e)
		if err != nil {
			return err
		}
		l.surveys.ask(question{id: d.Notice, kind: string(feedback.CSAT), at: e.Time, place: l.place()}, d.AskedAt)
	case event.FeedbackReceived:
		d, err := event.Decode[ticket.Received](e)
		if err != nil {
			return err
		}
		l.surveys.answer(question{id: d.SurveyID, kind: d.Kind, at: e.Time, place: l.place(), score: d.Score})
		l.bad.takeBack(d.SurveyID)
		if d.Low {
			l.bad.moment(badMoment{at: e.Time, customer: l.customer, place: l.place(), survey: d.SurveyID})
		}
	}
	return nil
}

// survey reads the timeline of a survey that no ticket tells of.
func (s *Sight) survey(events []event.Event) error {
	var all surveys
	for _, e := range events {
		switch e.Type {
		case event.SurveySent:
			d, err := event.Decode[feedback.SentData](e)
			if err != nil {
				return err
			}
			all.ask(question{id: e.Aggregate.ID, kind: string(d.Kind), at: e.Time, place: place{team: d.Team, agent: d.Agent}}, d.AskedAt)
		case event.FeedbackReceived:
			d, err := event.Decode[ticket.Received](e)
			if err != nil {
				return err
			}
			all.answer(question{id: e.Aggregate.ID, kind: d.Kind, at: e.Time, score: d.Score})
		}
	}
	all.seen(s)
	return nil
}

// seen notes what the questions show.
func (s surveys) seen(in *Sight) {
	for _, q := range s {
		in.count(SurveysSent, q.at, q.place)
		in.share(ResponseRate, q.at, q.place, q.scored)
		if !q.scored {
			continue
		}
		in.count(SurveysAnswered, q.at, q.place)
		switch feedback.Kind(q.kind) {
		case feedback.CSAT:
			in.share(CSAT, q.at, q.place, q.score >= 4)
		case feedback.NPS:
			in.see(NPS, q.at, q.place, one(q.score >= 9)-one(q.score <= 6), 1)
		case feedback.CES:
			in.see(Effort, q.at, q.place, int64(q.score), 1)
			in.share(EasyRate, q.at, q.place, q.score >= 5)
		}
	}
}
