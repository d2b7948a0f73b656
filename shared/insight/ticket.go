package insight

import (
	"slices"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

// ticketLife is what is gathered of a ticket event by event. What its end decides is noted at the end.
type ticketLife struct {
	*Sight
	t      ticket.Ticket
	clocks *sla.Reader

	opening   place     // with the first team, which is mostly given after the opening
	openedAt  time.Time // when the customer wrote
	customer  string    // empty for one of whom nothing else can be known
	escalated bool

	unanswered bool      // the opening waits for the first response
	waiting    time.Time // the oldest message after that which no person has answered
	settled    bool      // by a solution; a reply still counts as long as no further message came
	contacts   int       // public replies of persons, and messages of the customer after the opening

	solutions []solution
	resting   time.Duration // how long it stood solved before it was reopened

	targets targets
	surveys surveys
	bad     badMoments
}

// solution is one time that the ticket was solved.
type solution struct {
	at                 time.Time
	place              place
	calendar, business time.Duration
	contacts           int
	reopened           bool
}

func (s *Sight) ticket(events []event.Event, promises ticket.Promises) error {
	l := &ticketLife{Sight: s}
	for _, e := range events {
		before := l.t
		var err error
		if l.t, err = ticket.Apply(before, e, promises); err != nil {
			return err
		}
		steps, err := ticket.Steps(e, promises)
		if err != nil {
			return err
		}
		for _, step := range steps {
			if l.clocks == nil {
				l.clocks = sla.Read(step)
				continue
			}
			l.clocks.Step(step)
		}
		if err := l.happened(before, e); err != nil {
			return err
		}
	}
	l.ended()
	return nil
}

func (l *ticketLife) place() place { return placeOf(l.t) }

func placeOf(t ticket.Ticket) place {
	return place{team: t.Team, channel: string(t.Channel), category: t.Category, agent: t.Assignee}
}

func (l *ticketLife) happened(before ticket.Ticket, e event.Event) error {
	if e.Actor.Kind == event.Customer {
		l.bad.act(e.Time)
	}
	switch e.Type {
	case event.TicketOpened:
		d, err := event.Decode[ticket.Opened](e)
		if err != nil {
			return err
		}
		l.opened(d, e)
	case event.TicketReplied:
		d, err := event.Decode[ticket.Replied](e)
		if err != nil {
			return err
		}
		l.replied(d, e)
	case event.TicketSolved:
		l.solved(e)
	case event.TicketReopened:
		l.reopened(before, e)
	case event.TicketClosed:
		if l.t.Spam {
			l.count(Spam, e.Time, l.place())
		}
	case event.TicketMerged:
		d, err := event.Decode[ticket.Merged](e)
		if err != nil {
			return err
		}
		l.merged(d, e)
	case event.TicketEscalated:
		d, err := event.Decode[ticket.Escalated](e)
		if err != nil {
			return err
		}
		if !d.Again {
			l.escalated = true
			l.count(Escalations, e.Time, l.place())
		}
	case event.SLAMet, event.SLABreached:
		d, err := event.Decode[ticket.Clock](e)
		if err != nil {
			return err
		}
		l.promise(d, e)
	case event.SurveySent, event.FeedbackReceived:
		if err := l.asked(e); err != nil {
			return err
		}
	}
	if l.opening.team == "" {
		l.opening.team = l.t.Team
	}
	l.flow(before, e)
	return nil
}

func (l *ticketLife) opened(d ticket.Opened, e event.Event) {
	l.opening, l.openedAt = l.place(), d.ReceivedAt
	if l.openedAt.IsZero() {
		l.openedAt = e.Time
	}
	l.unanswered = e.Actor.Kind != event.Staff && !d.Automatic // who else opened it did not ask
	if d.Assurance != ticket.Unverified {
		l.customer = d.CustomerID
	}
}

func (l *ticketLife) replied(d ticket.Replied, e event.Event) {
	if d.Automatic {
		return
	}
	at, where := l.clocks.Now(), l.place()
	if e.Actor.Kind == event.Customer {
		l.contacts++
		l.count(CustomerMessages, at, where)
		l.asks(at)
		return
	}
	l.contacts++
	where.agent = e.Actor.ID
	l.count(Replies, at, where)
	switch {
	case l.unanswered:
		l.responded(FirstResponse, FirstResponseBusiness, sla.FirstReply, l.openedAt, at, where)
	case !l.waiting.IsZero():
		l.responded(NextResponse, NextResponseBusiness, sla.NextReply, l.waiting, at, where)
	}
	l.unanswered, l.waiting, l.settled = false, time.Time{}, false
}

func (l *ticketLife) responded(calendar, business Name, clock sla.Name, from, to time.Time, where place) {
	l.see(calendar, to, where, seconds(to.Sub(from)), 0)
	l.see(business, to, where, seconds(time.Duration(l.clocks.Counted(clock, from, to))), 0)
}

// asks notes a message that a person has to answer. Before the first response it waits with the opening.
func (l *ticketLife) asks(at time.Time) {
	if !l.unanswered && (l.waiting.IsZero() || l.settled) {
		l.waiting, l.settled = at, false
	}
}

func (l *ticketLife) solved(e event.Event) {
	at := e.Time
	l.count(Solved, at, l.place())
	l.solutions = append(l.solutions, solution{
		at: at, place: l.place(), contacts: l.contacts,
		calendar: at.Sub(l.openedAt) - l.resting,
		business: time.Duration(l.clocks.Counted(sla.Resolution, l.openedAt, at)),
	})
	// What was waited for is in no statistic (its clock is cancelled), unless it was late already: then it is still to be done.
	l.unanswered = l.unanswered && l.late(sla.FirstReply)
	if l.settled = l.late(sla.NextReply); !l.settled {
		l.waiting = time.Time{}
	}
}

// late tells whether a promised response was breached and has not been given since.
func (l *ticketLife) late(name sla.Name) bool {
	target, promised := l.t.SLA.Target(name)
	return promised && target.Status == sla.Breached && target.MetAt.IsZero()
}

func (l *ticketLife) reopened(before ticket.Ticket, e event.Event) {
	if before.Status != ticket.StatusSolved || len(l.solutions) == 0 {
		return
	}
	l.count(Reopened, e.Time, l.place())
	last := &l.solutions[len(l.solutions)-1]
	last.reopened = true
	l.resting += e.Time.Sub(last.at)
	l.targets.undecided(string(sla.Resolution))
	l.asks(l.clocks.Now())
}

func (l *ticketLife) merged(d ticket.Merged, e event.Event) {
	if d.Into != "" {
		l.count(Merged, e.Time, l.place())
		return
	}
	if !d.WaitingSince.IsZero() {
		l.asks(e.Time)
	}
}

// promise notes a promised time that was met or passed.
func (l *ticketLife) promise(d ticket.Clock, e event.Event) {
	where, breached := l.place(), e.Type == event.SLABreached
	where.target = string(d.Target)
	l.targets.decided(d.Cycle, promised{at: d.At, place: where, breached: breached})
	if d.Target == sla.Resolution && breached {
		l.bad.moment(badMoment{at: d.At, customer: l.customer, place: where})
	}
}

// flow notes how the event changed the backlog: a ticket comes, goes, or moves.
func (l *ticketLife) flow(before ticket.Ticket, e event.Event) {
	was, is := before.Seq > 0 && before.Status.Live(), l.t.Status.Live()
	from, to := placeOf(before), l.place()
	if was == is && from == to {
		return
	}
	at := e.Time
	if e.Type == event.TicketOpened {
		at = l.openedAt
	}
	if was {
		l.see(Backlog, at, from, -1, -l.openedAt.Unix())
	}
	if is {
		l.see(Backlog, at, to, 1, l.openedAt.Unix())
	}
}

// ended notes what only the whole life tells.
func (l *ticketLife) ended() {
	if l.t.Spam {
		l.out = slices.DeleteFunc(l.out, func(o Observation) bool { return o.Measure != Spam && o.Measure != Backlog })
		return
	}
	l.surveys.seen(l.Sight)
	l.targets.seen(l.Sight, Breaches, BreachRate)
	l.waits = append(l.waits, l.bad.waits()...)
	l.count(Opened, l.openedAt, l.opening)
	if l.t.MergedInto != "" || l.t.Automatic {
		return
	}
	l.see(ComplaintRate, l.openedAt, l.opening, 0, 1)
	l.share(EscalationRate, l.openedAt, l.opening, l.escalated)
	stands := len(l.solutions) > 0 && !l.t.Status.Live()
	l.share(ResolutionRate, l.openedAt, l.opening, stands)
	for i, s := range l.solutions {
		l.share(ReopenRate, s.at, s.place, s.reopened)
		if i == 0 {
			l.share(FirstContactResolution, s.at, s.place, s.contacts <= 1 && !s.reopened && l.t.FollowUpOf == "")
		}
	}
	if stands {
		last := l.solutions[len(l.solutions)-1]
		l.see(ResolutionTime, last.at, last.place, seconds(last.calendar), 0)
		l.see(ResolutionTimeBusiness, last.at, last.place, seconds(last.business), 0)
	}
}

func seconds(d time.Duration) int64 { return int64(max(d, 0) / time.Second) }
