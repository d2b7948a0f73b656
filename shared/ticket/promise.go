package ticket

import (
	"context"
	"fmt"
	"sync"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/fault"
	"aftercare/shared/sla"
)

// promiseLife is how long policies, calendars and ladders are held in memory: a change reaches every warm function within it.
// What is opened is always promised by what holds at that moment.
const promiseLife = time.Second

type promiseCache struct {
	sync.Mutex
	at        time.Time
	policies  sla.Policies
	ladders   map[string]escalation.Ladder
	calendars map[string]*sla.Calendar
}

func (s *Service) current(ctx context.Context, team string) (sla.Policies, escalation.Ladder, error) {
	s.cache.Lock()
	defer s.cache.Unlock()
	if now := s.now(); s.cache.ladders == nil || now.Sub(s.cache.at) >= promiseLife || now.Before(s.cache.at) {
		policies, err := s.promises.Policies(ctx)
		if err != nil {
			return sla.Policies{}, nil, fmt.Errorf("read policies: %w", err)
		}
		s.cache.at, s.cache.policies = now, policies
		s.cache.ladders, s.cache.calendars = map[string]escalation.Ladder{}, map[string]*sla.Calendar{}
	}
	ladder, held := s.cache.ladders[team]
	if !held {
		var err error
		if ladder, err = s.promises.Ladder(ctx, team); err != nil {
			return sla.Policies{}, nil, fmt.Errorf("read ladder: %w", err)
		}
		s.cache.ladders[team] = ladder
	}
	return s.cache.policies, ladder, nil
}

// forget has policies and ladders read anew.
func (s *Service) forget() {
	s.cache.Lock()
	defer s.cache.Unlock()
	s.cache.at = time.Time{}
}

// Finder is Promises by functions that read lists of policies, and calendars, in their versions.
type Finder struct {
	Policies  func(version int) (sla.Policies, error)
	Calendars func(id string, version int) (*sla.Calendar, error)
}

// Policy is the policy of that id in the list of that version.
func (f Finder) Policy(id string, version int) (sla.Policy, error) {
	list, err := f.Policies(version)
	if err != nil {
		return sla.Policy{}, fmt.Errorf("read policies: %w", err)
	}
	for _, policy := range list.List {
		if policy.ID == id {
			return policy, nil
		}
	}
	return sla.Policy{}, fault.Damaged(fmt.Errorf("there is no policy %q in version %d", id, version)) // what names it is wrong
}

// Calendar is the calendar of that id as it was in that version.
func (f Finder) Calendar(id string, version int) (*sla.Calendar, error) {
	return f.Calendars(id, version)
}

// Promises gives the finder of policies and calendars, for replays.
func (s *Service) Promises(ctx context.Context) Promises {
	s.cache.Lock()
	defer s.cache.Unlock()
	if s.cache.ladders == nil {
		return s.finder(ctx, nil)
	}
	return s.finder(ctx, &s.cache.policies)
}

// finder is one with a list of policies at hand, which may be the one asked for.
func (s *Service) finder(ctx context.Context, held *sla.Policies) Promises {
	f := Finder{
		Policies: func(version int) (sla.Policies, error) { return s.promises.PoliciesOf(ctx, version) },
		Calendars: func(id string, version int) (*sla.Calendar, error) {
			return s.calendarOf(ctx, id, version)
		},
	}
	if held == nil {
		return f
	}
	stored, list := f.Policies, *held
	f.Policies = func(version int) (sla.Policies, error) {
		if version == list.Version {
			return list, nil
		}
		return stored(version)
	}
	return f
}

// maxEditions bounds what is held in memory of the versions of calendars, which never change: the editions of all
// together, each of some kilobytes. A version has all editions up to it.
const maxEditions = 1000

type calendarKey struct {
	id      string
	version int
}

type calendarCache struct {
	sync.Mutex
	held     map[calendarKey]*sla.Calendar
	editions int
}

func (c *calendarCache) keep(cal *sla.Calendar) {
	c.Lock()
	defer c.Unlock()
	key := calendarKey{cal.ID(), cal.Version()}
	if _, held := c.held[key]; held {
		return
	}
	if c.editions += key.version + 1; c.held == nil || c.editions > maxEditions {
		c.held, c.editions = map[calendarKey]*sla.Calendar{}, key.version+1
	}
	c.held[key] = cal
}

func (c *calendarCache) find(id string, version int) (*sla.Calendar, bool) {
	c.Lock()
	defer c.Unlock()
	cal, held := c.held[calendarKey{id, version}]
	return cal, held
}

// Calendar gives a calendar as it is now, or was less than [promiseLife] ago.
func (s *Service) Calendar(ctx context.Context, id string) (*sla.Calendar, error) {
	s.cache.Lock()
	defer s.cache.Unlock()
	if cal, held := s.cache.calendars[id]; held {
		return cal, nil
	}
	cal, err := s.calendar(ctx, id)
	if err == nil && s.cache.calendars != nil {
		s.cache.calendars[id] = cal
	}
	return cal, err
}

// calendarFor is Calendar, but never from before the version that the ticket runs under.
func (s *Service) calendarFor(ctx context.Context, t Ticket, id string) (*sla.Calendar, error) {
	cal, err := s.Calendar(ctx, id)
	if err == nil && id == t.SLA.Calendar && cal.Version() < t.SLA.CalendarVersion {
		return s.calendar(ctx, id)
	}
	return cal, err
}

// calendar reads a calendar as it is now.
func (s *Service) calendar(ctx context.Context, id string) (*sla.Calendar, error) {
	cal, err := s.promises.Calendar(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read calendar: %w", err)
	}
	s.calendars.keep(cal)
	return cal, nil
}

func (s *Service) calendarOf(ctx context.Context, id string, version int) (*sla.Calendar, error) {
	if cal, held := s.calendars.find(id, version); held {
		return cal, nil
	}
	cal, err := s.promises.CalendarOf(ctx, id, version)
	if err != nil {
		return nil, fmt.Errorf("read calendar: %w", err)
	}
	s.calendars.keep(cal)
	return cal, nil
}

// Ladder gives a team's ladder.
func (s *Service) Ladder(ctx context.Context, team string) (escalation.Ladder, error) {
	_, ladder, err := s.current(ctx, team)
	return ladder, err
}
