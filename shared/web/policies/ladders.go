package policies

import (
	"context"
	"fmt"
	"slices"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/fault"
	"aftercare/shared/sla"
	"aftercare/shared/staff"
	"aftercare/shared/text"
	"aftercare/shared/web"
)

// LadderStore keeps the ladders of teams.
type LadderStore interface {
	// LadderOf gives the ladder that was set for exactly this team, with its version; the default of version 0
	// when none was. The empty team is the company.
	LadderOf(ctx context.Context, team string) (escalation.Ladder, int, error)
	// PutLadder sets a team's ladder as the version after before. Lost when another version is in force.
	PutLadder(ctx context.Context, team string, before int, l escalation.Ladder) error
}

// Ladder is the levels that a late case climbs.
type Ladder struct {
	Levels []Level `json:"levels" minItems:"1" maxItems:"10"`
}

// Level is one step of a ladder.
type Level struct {
	Role           string   `json:"role,omitempty" enum:"agent,lead,compliance,admin" doc:"Whose turn it is: this, people or both."`
	People         []string `json:"people,omitempty" maxItems:"20" doc:"Members of the staff, by the id that GET /v1/staff gives, or by a name that only one of them has; answers give ids."`
	Calendar       string   `json:"calendar,omitempty" maxLength:"64" doc:"In which the time counts: always, the default."`
	TakeoverWithin string   `json:"takeoverWithin" doc:"How long they have to take over, as Go writes durations."`
}

// company is the name under which the ladder of cases without a team is kept.
const company = "default"

// maxTeam is the most characters of a team's name.
const maxTeam = 64

// maxTakeover is the longest time to take over.
const maxTakeover = 30 * 24 * time.Hour

// LadderInput names a ladder.
type LadderInput struct {
	Team string `path:"team" maxLength:"64" doc:"A team, or default for cases without one."`
}

type ladderOutput struct {
	ETag string `header:"ETag"`
	Body Ladder
}

func (in LadderInput) team() string {
	if in.Team == company {
		return ""
	}
	return in.Team
}

func (a API) readLadder(ctx context.Context, in *LadderInput) (*ladderOutput, error) {
	if err := mayRead(ctx, nil); err != nil {
		return nil, err
	}
	l, version, err := a.Store.LadderOf(ctx, in.team())
	if err == nil && version == 0 && in.team() != "" { // the company's holds for a team without its own
		l, _, err = a.Store.LadderOf(ctx, "")
	}
	if err != nil {
		return nil, err
	}
	return ladderShown(l, version), nil
}

func ladderShown(l escalation.Ladder, version int) *ladderOutput {
	out := &ladderOutput{ETag: web.ETag(int64(version) + 1)}
	for _, level := range l {
		out.Body.Levels = append(out.Body.Levels, Level{
			Role: level.Role, People: level.People, Calendar: level.Calendar, TakeoverWithin: sla.Duration(level.Within).String(),
		})
	}
	return out
}

type setLadderInput struct {
	LadderInput
	web.Condition
	Body Ladder
}

func (a API) setLadder(ctx context.Context, in *setLadderInput) (*ladderOutput, error) {
	if err := mayWrite(ctx, nil); err != nil {
		return nil, err
	}
	var name text.Checker
	name.Name("team", in.team(), maxTeam)
	if err := name.Err(); err != nil {
		return nil, err
	}
	next, err := a.ladder(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	_, version, err := a.Store.LadderOf(ctx, in.team())
	if err != nil {
		return nil, err
	}
	guard := in.Required
	if version == 0 && in.team() != "" { // the first of a team: there is nothing to overwrite
		guard = in.Expected
	}
	expected, err := guard()
	if err != nil {
		return nil, err
	}
	if expected != nil && *expected != int64(version)+1 {
		return nil, stale()
	}
	if err := a.Store.PutLadder(ctx, in.team(), version, next); err != nil {
		if fault.Is(err, fault.Lost) {
			return nil, stale()
		}
		return nil, err
	}
	return ladderShown(next, version+1), nil
}

// ladder gives the ladder that a body describes. Whoever it names must be there: nobody else would be told.
func (a API) ladder(ctx context.Context, body Ladder) (escalation.Ladder, error) {
	var bad []fault.Field
	var ladder escalation.Ladder
	var everyone []staff.Member
	for i, level := range body.Levels {
		wrong := func(field, problem string) {
			bad = append(bad, fault.Field{Name: fmt.Sprintf("levels[%d]%s", i, field), Problem: problem})
		}
		within, err := time.ParseDuration(level.TakeoverWithin)
		if err != nil || within < time.Second || within > maxTakeover || within%time.Second != 0 {
			wrong(".takeoverWithin", "is not a duration of whole seconds between 1s and 720h")
		}
		if level.Role == "" && len(level.People) == 0 {
			wrong("", "needs a role, people or both")
		}
		if level.Role != "" && slices.ContainsFunc(ladder, func(below escalation.Level) bool { return below.Role == level.Role }) {
			wrong(".role", "stands on the ladder already")
		}
		if known, err := a.knows(ctx, level.Calendar); err != nil {
			return nil, err
		} else if !known {
			wrong(".calendar", "is not a known calendar")
		}
		if len(level.People) > 0 && everyone == nil {
			if everyone, err = staff.Everyone(ctx, a.Staff); err != nil {
				return nil, err
			}
		}
		next := escalation.Level{Role: level.Role, Within: within, Calendar: level.Calendar}
		for k, name := range level.People {
			id := one(everyone, name)
			switch {
			case id == "":
				wrong(fmt.Sprintf(".people[%d]", k), "is no member of the staff, or a name that several have")
			case slices.Contains(next.People, id):
				wrong(fmt.Sprintf(".people[%d]", k), "is named twice")
			}
			next.People = append(next.People, id)
		}
		ladder = append(ladder, next)
	}
	return ladder, fault.InvalidFields(bad)
}

// knows reports whether there is a calendar of an id; none means the one that is always open.
func (a API) knows(ctx context.Context, id string) (bool, error) {
	if id == "" || id == escalation.Always {
		return true, nil
	}
	_, err := a.Store.Calendar(ctx, id)
	if fault.Is(err, fault.Missing) {
		return false, nil
	}
	return err == nil, err
}

// one gives the id of the only member who has it, or has the name; empty where there is none, or several are so called.
func one(all []staff.Member, name string) string {
	var found string
	for _, m := range all {
		switch {
		case m.ID == name:
			return m.ID
		case m.Name == name && found != "":
			return ""
		case m.Name == name:
			found = m.ID
		}
	}
	return found
}
