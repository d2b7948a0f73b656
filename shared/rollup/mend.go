package rollup

import (
	"context"
	"fmt"

	"aftercare/shared/insight"
)

// Unmeasured are cases that could not be measured, as an error.
type Unmeasured []Failure

// Error names the first of them.
func (u Unmeasured) Error() string {
	return fmt.Sprintf("%d cases cannot be measured, such as %s %s (%s)", len(u), u[0].Kind, u[0].ID, u[0].Why)
}

// standIns gives what is stored of those cases that could not be measured.
func (r Rebuild) standIns(ctx context.Context, day insight.Day, shard int, found *shown) ([]insight.Fact, error) {
	failed := map[Case]bool{}
	for _, f := range found.failed {
		if r.ShardOf(f.ID) == shard && !found.looked[f.Case] {
			failed[f.Case] = true
		}
	}
	if len(failed) == 0 {
		return nil, nil
	}
	stored, _, err := facts(ctx, r.Store, day, shard)
	if err != nil {
		return nil, err
	}
	var stand []insight.Fact
	for _, f := range stored {
		if failed[f.Case] {
			stand = append(stand, f.shows())
		}
	}
	return stand, nil
}

// mend compares the facts that are stored of the days of a span with what cases show, and makes those anew that differ: the
// hash that is known of a fact tells what was written, and not what has become of it since.
func (r Rebuild) mend(ctx context.Context, span Span, marks []Mark, found *shown) error {
	wrong := map[Case]bool{}
	for shard, m := range marks {
		for day := span.From; day <= min(span.To, m.Through); day = day.Next() {
			if err := r.wrong(ctx, day, shard, found, wrong); err != nil {
				return err
			}
		}
	}
	for c := range wrong {
		shard := r.ShardOf(c.ID)
		l, err := r.lookAt(ctx, glance{of: c, hard: true}, marks[shard].At)
		if err == nil {
			err = r.write(ctx, l)
		}
		switch why := ownFault(err); {
		case why != "": // what is found of it again is noted where the day is summed
		case err != nil:
			return err
		}
		for _, day := range l.days {
			found.dirty[shard][day] = true
		}
	}
	return nil
}

// wrong notes the cases of which something else is stored about a day and shard than they show. Of a case that nobody
// looked at, such as an older one, only what cannot be read is wrong.
func (r Rebuild) wrong(ctx context.Context, day insight.Day, shard int, found *shown, wrong map[Case]bool) error {
	show := map[Case]string{}
	if all := found.days[day]; all != nil {
		for _, f := range all[shard] {
			show[Case{f.Kind, f.ID}] = hash(f.Observations)
		}
	}
	stored, damaged, err := facts(ctx, r.Store, day, shard)
	if err != nil {
		return err
	}
	for _, c := range damaged {
		wrong[c] = true
	}
	for _, f := range stored {
		if found.looked[f.Case] && show[f.Case] != hash(f.Observations) {
			wrong[f.Case] = true
		}
		delete(show, f.Case)
	}
	for c := range show { // nothing is stored
		wrong[c] = true
	}
	return nil
}

// settle notes in the mark of a shard which cases could not be measured, and that the others could.
func (r Rebuild) settle(m *Mark, found *shown) error {
	var looked []Case
	for c := range found.looked {
		looked = append(looked, c)
	}
	var failed []Failure
	for _, f := range found.failed {
		if r.ShardOf(f.ID) == m.Shard {
			failed = append(failed, f)
		}
	}
	return m.measured(looked, failed)
}
