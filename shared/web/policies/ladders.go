package policies

import (
	"context"
	"fmt"
	"slices"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/fault"
	"aftercare/shared/sla"
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
	Role           string `json:"role" enum:"agent,lead,compliance,admin" doc:"Whose turn it is."`
	TakeoverWithin string `json:"takeoverWithin" doc:"How long they have to take over, as Go writes durations."`
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
		out.Body.Levels = append(out.Body.Levels, Level{Role: level.Role, TakeoverWithin: sla.Duration(level.Within).String()})
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
	next, err := in.Body.command()
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

func (l Ladder) command() (escalation.Ladder, error) {
	var bad []fault.Field
	var ladder escalation.Ladder
	for i, level := range l.Levels {
		within, err := time.ParseDuration(level.TakeoverWithin)
		if err != nil || within < time.Second || within > maxTakeover || within%time.Second != 0 {
			bad = append(bad, fault.Field{Name: fmt.Sprintf("levels[%d].takeoverWithin", i), Problem: "is not a duration of whole seconds between 1s and 720h"})
		}
		if slices.ContainsFunc(ladder, func(below escalation.Level) bool { return below.Role == level.Role }) {
			bad = append(bad, fault.Field{Name: fmt.Sprintf("levels[%d].role", i), Problem: "stands on the ladder already"})
		}
		ladder = append(ladder, escalation.Level{Role: level.Role, Within: within})
	}
	return ladder, fault.InvalidFields(bad)
}
