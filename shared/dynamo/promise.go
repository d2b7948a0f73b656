package dynamo

import (
	"context"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/escalation"
	"aftercare/shared/fault"
	"aftercare/shared/rescheduling"
	"aftercare/shared/sla"
)

// Policies gives the policies in force; the defaults, of version 0, when none were set.
func (t *Table) Policies(ctx context.Context) (sla.Policies, error) {
	p, err := document[sla.Policies](ctx, t, "policies", layout.PoliciesPK, layout.StateSK)
	if fault.Is(err, fault.Missing) {
		return sla.Default(), nil
	}
	return p, err
}

// PoliciesOf gives the policies as they were in a version. Missing when there was none.
func (t *Table) PoliciesOf(ctx context.Context, version int) (sla.Policies, error) {
	if version == 0 {
		return sla.Default(), nil
	}
	return document[sla.Policies](ctx, t, "version of the policies", layout.PoliciesPK, layout.VersionSK(version))
}

// PutPolicies sets the policies, as the version after before; p.Version is overwritten with it. What brings open
// tickets under them is written with them. Lost when the version in force is another than before.
func (t *Table) PutPolicies(ctx context.Context, before int, p sla.Policies, r rescheduling.Change) error {
	p.Version = before + 1
	return t.putVersion(ctx, "policies", layout.PoliciesPK, before, p, r)
}

// ladder is an escalation ladder as it is stored.
type ladder struct {
	Version int               `json:"version"`
	Levels  escalation.Ladder `json:"levels"`
}

// Ladder gives a team's ladder; the company's own when the team has none. Team may be empty.
func (t *Table) Ladder(ctx context.Context, team string) (escalation.Ladder, error) {
	levels, version, err := t.LadderOf(ctx, team)
	if err != nil || version > 0 || team == "" {
		return levels, err
	}
	levels, _, err = t.LadderOf(ctx, "")
	return levels, err
}

// LadderOf gives the ladder that was set for exactly this team, with its version; the default of version 0 when
// none was. The empty team is the company.
func (t *Table) LadderOf(ctx context.Context, team string) (escalation.Ladder, int, error) {
	l, err := document[ladder](ctx, t, "ladder", layout.LadderPK(team), layout.StateSK)
	if fault.Is(err, fault.Missing) {
		return escalation.Default(), 0, nil
	}
	return l.Levels, l.Version, err
}

// PutLadder sets a team's ladder, as the version after before. Lost when the version in force is another.
func (t *Table) PutLadder(ctx context.Context, team string, before int, l escalation.Ladder) error {
	return t.putVersion(ctx, "ladder", layout.LadderPK(team), before, ladder{Version: before + 1, Levels: l})
}

// putVersion sets the version after before of what has a partition of its own, together with the rescheduling that it
// needs, if any.
func (t *Table) putVersion(ctx context.Context, what, pk string, before int, doc any, with ...rescheduling.Change) error {
	x := t.begin()
	x.version(what, before, doc, key(pk, layout.StateSK), key(pk, layout.VersionSK(before+1)))
	for _, r := range with {
		x.rescheduling(r)
	}
	return x.commit(ctx)
}

// version replaces what operators set, and keeps the version for good beside it.
func (x *transaction) version(what string, before int, doc any, now, kept attributes) {
	packed, err := packDocument("the "+what, doc)
	if err != nil {
		x.fail(err)
		return
	}
	for _, item := range []attributes{now, kept} {
		item[attrDoc], item[attrVersion] = packed, number(int64(before)+1)
	}
	if before == 0 {
		x.put(now, absent(lost(what)))
	} else {
		x.put(now, unchanged(attrVersion, number(int64(before)), lost(what)))
	}
	x.put(kept, absent(lost(what)))
}
