package feedback

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aftercare/shared/activity"
	"aftercare/shared/complaint"
	"aftercare/shared/fault"
	"aftercare/shared/notice"
	"aftercare/shared/ticket"
)

// People finds customers by when they were active.
type People interface {
	// Tickets lists tickets.
	Tickets(ctx context.Context, q ticket.Query) (ticket.Page, error)
	// Complaints lists complaints.
	Complaints(ctx context.Context, q complaint.Query) (complaint.Page, error)
	// Active gives up to limit days of customers who were active in [from, to), newest first, and where the next page
	// begins; empty at the end.
	Active(ctx context.Context, from, to time.Time, after string, limit int) ([]activity.Day, string, error)
}

// Bounds of one run. The next one, minutes later, goes on.
const (
	pollPage  = 50
	pollAsked = 500 // mails
	// pollTries is how often a page is begun before those of it who cannot be asked are left out: they must not keep the
	// question from all others.
	pollTries = 5
)

// Polled counts what a run of a wave did.
type Polled struct {
	Wave   string `json:"wave,omitempty"` // empty when there was none
	Looked int    `json:"looked"`         // customers, some of them several times
	Asked  int    `json:"asked"`
	Done   bool   `json:"done"` // the wave is over
}

// Poll goes on with the wave of the question whether customers would recommend the company, or begins the one that is
// due; begin begins one whatever the calendar says. It ends before its time is over, and as soon as another run has gone
// on with the wave, for then that one does. Each customer is asked once in a wave, whatever was repeated, for the survey's
// id follows from both; and once in a time, for when they were last asked is written with the claim. Where mail cannot be
// sent the run ends with that error, and the page is begun again.
func (a *Asker) Poll(ctx context.Context, zone *time.Location, begin bool) (Polled, error) {
	rule, w, err := a.wave(ctx, zone, begin)
	if err != nil || w.Revision == 0 {
		return Polled{}, err
	}
	done := Polled{Wave: w.ID}
	seen := map[string]bool{}
	for w.DoneAt.IsZero() && done.Asked < pollAsked && a.timeLeft(ctx) {
		page, next, err := a.active(ctx, w)
		if err != nil {
			return done, err
		}
		var failures []error
		asked := 0
		for _, c := range page {
			if seen[c.ID] {
				continue
			}
			if !a.timeLeft(ctx) {
				return done, errors.Join(failures...)
			}
			yes, err := a.poll(ctx, rule, w.ID, c)
			if errors.Is(err, notice.ErrNotSent) {
				return done, errors.Join(append(failures, err)...)
			}
			if err != nil && !errors.Is(err, ErrBusy) {
				failures = append(failures, err)
			}
			seen[c.ID] = true
			if yes {
				asked++
			}
		}
		done.Looked, done.Asked = done.Looked+len(page), done.Asked+asked
		if w.Place.Failed++; len(failures) == 0 || w.Place.Failed == pollTries {
			w = w.advance(next, a.now())
		}
		w.Looked, w.Asked = w.Looked+len(page), w.Asked+asked
		w, err = a.saveWave(ctx, w)
		if fault.Is(err, fault.Lost) { // another run has gone on with the wave, or has begun another
			return done, errors.Join(failures...)
		}
		if err = errors.Join(append(failures, err)...); err != nil {
			return done, err
		}
	}
	done.Done = !w.DoneAt.IsZero()
	return done, nil
}

// wave gives the wave that is to go on and the rule by which it asks; one of revision 0 when there is none. A new one is
// kept before anybody is asked: whatever becomes of this run, the next one goes on with it. That another run goes on with
// the last one at the same time does not keep it from beginning.
func (a *Asker) wave(ctx context.Context, zone *time.Location, begin bool) (NPSRule, Wave, error) {
	for range attempts {
		rules, err := a.facts.FeedbackRules(ctx)
		if err != nil {
			return NPSRule{}, Wave{}, fmt.Errorf("read the rules of asking: %w", err)
		}
		last, err := a.store.Wave(ctx)
		if err != nil {
			return NPSRule{}, Wave{}, fmt.Errorf("read the wave: %w", err)
		}
		w, going := rules.NPS.Next(last, a.now(), zone, begin)
		if !going {
			return NPSRule{}, Wave{}, nil
		}
		if w.ID != last.ID {
			w, err = a.saveWave(ctx, w)
		}
		if !fault.Is(err, fault.Lost) {
			return rules.NPS, w, err
		}
	}
	return NPSRule{}, Wave{}, fault.New(fault.Lost, "the wave changes too fast: try again")
}

// saveWave keeps how far a wave has come. Lost when another run has gone on with it.
func (a *Asker) saveWave(ctx context.Context, w Wave) (Wave, error) {
	w.Revision++
	if err := a.store.SaveWave(ctx, w); err != nil {
		return w, fmt.Errorf("save wave: %w", err)
	}
	return w, nil
}

// active gives the customers of a wave's page, and where the next page of the day begins.
func (a *Asker) active(ctx context.Context, w Wave) ([]ticket.Customer, string, error) {
	from, to := w.span()
	if !from.Before(to) {
		return nil, "", nil
	}
	var found []ticket.Customer
	var next string
	var err error
	switch w.Place.Source {
	case FromTickets:
		var page ticket.Page
		page, err = a.facts.Tickets(ctx, ticket.Query{View: ticket.ByDay, From: from, To: to, After: w.Place.After, Limit: pollPage})
		for _, t := range page.Tickets {
			if !t.Spam && !t.Automatic {
				found = append(found, speaking(t.Customer, t.Language))
			}
		}
		next = page.Next
	case FromComplaints:
		var page complaint.Page
		page, err = a.facts.Complaints(ctx, complaint.Query{View: complaint.Register, From: from, To: to, After: w.Place.After, Limit: pollPage})
		for _, c := range page.Complaints {
			found = append(found, speaking(c.Customer, c.Language))
		}
		next = page.Next
	case FromActivity:
		var days []activity.Day
		days, next, err = a.facts.Active(ctx, from, to, w.Place.After, pollPage)
		for _, d := range days {
			found = append(found, d.Customer)
		}
	}
	if err != nil {
		return nil, "", fmt.Errorf("find who was active: %w", err)
	}
	return found, next, nil
}

// speaking is a customer whose language is known from their case at least.
func speaking(c ticket.Customer, language string) ticket.Customer {
	if c.Language == "" {
		c.Language = language
	}
	return c
}

// poll asks one customer in a wave, unless they were asked or are not to be asked, and reports whether it did.
func (a *Asker) poll(ctx context.Context, rule NPSRule, wave string, c ticket.Customer) (bool, error) {
	if !rule.wants(wave, c) {
		return false, nil
	}
	for range attempts {
		asked, err := a.pollOnce(ctx, rule, wave, c)
		if !fault.Is(err, fault.Lost) {
			return asked, err
		}
	}
	return false, changing()
}

func (a *Asker) pollOnce(ctx context.Context, rule NPSRule, wave string, c ticket.Customer) (bool, error) {
	id := SurveyID(NPS, wave+"\x00"+c.ID)
	past, err := a.past(ctx, c.ID, c.Email)
	if err != nil {
		return false, err
	}
	now := a.now()
	if rule.rests(past, id, now) {
		return false, nil
	}
	if unwanted, err := a.unwanted(ctx, c.ID, c.Email); unwanted || err != nil {
		return false, err
	}
	s := Survey{ID: id, Kind: NPS, CustomerID: c.ID, Customer: &c, Language: c.Language}
	if past[0].NPSID == id { // claimed before
		if s, err = a.store.Survey(ctx, id); err != nil {
			return false, fmt.Errorf("read survey: %w", err)
		}
		if over, err := a.resume(ctx, s); over || err != nil {
			return false, err
		}
	} else if troubled, err := a.troubled(ctx, c.ID); troubled || err != nil { // the next wave comes
		return false, err
	}
	s.WakeAt = now // from here on it is seen to until all is recorded
	err = a.claim(ctx, s, notice.NPS, notice.Content{}, c.Email, past)
	return err == nil, err
}

// again asks a customer whose survey was claimed and surely not sent, by what is known of them now.
func (a *Asker) again(ctx context.Context, s Survey) error {
	c, found, err := a.customer(ctx, s.CustomerID)
	if err != nil {
		return err
	}
	if !found && s.Customer != nil && mayWrite(*s.Customer) { // known by their activity alone
		c, found = *s.Customer, true
	}
	if !found || !a.now().Before(s.ExpiresAt) {
		return a.drop(ctx, s, notice.Unaddressed)
	}
	if unwanted, err := a.unwanted(ctx, s.CustomerID, c.Email); err != nil {
		return err
	} else if unwanted {
		return a.drop(ctx, s, unsubscribed)
	}
	past, err := a.past(ctx, s.CustomerID, c.Email)
	if err != nil {
		return err
	}
	return a.claim(ctx, s, texts[s.Kind], notice.Content{}, c.Email, past) // from now on they are left in peace
}

// recent is how many of a customer's latest cases are looked at for an address.
const recent = 10

// customer finds a customer with an address that is theirs, by their latest cases.
func (a *Asker) customer(ctx context.Context, id string) (ticket.Customer, bool, error) {
	tickets, err := a.facts.Tickets(ctx, ticket.Query{View: ticket.ByCustomer, Customer: id, Limit: recent})
	if err != nil {
		return ticket.Customer{}, false, fmt.Errorf("list tickets: %w", err)
	}
	for _, t := range tickets.Tickets {
		if mayWrite(t.Customer) {
			return t.Customer, true, nil
		}
	}
	complaints, err := a.facts.Complaints(ctx, complaint.Query{View: complaint.ByCustomer, Customer: id, Limit: recent})
	if err != nil {
		return ticket.Customer{}, false, fmt.Errorf("list complaints: %w", err)
	}
	for _, c := range complaints.Complaints {
		if mayWrite(c.Customer) {
			return c.Customer, true, nil
		}
	}
	return ticket.Customer{}, false, nil
}
