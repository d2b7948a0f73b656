package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"time"

	"aftercare/scripts/operate/comparison"
	"aftercare/shared/audit"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/seal"
)

// wanted is what to rebuild, as the command line says it.
type wanted struct {
	ids   []string
	kind  event.Kind
	since time.Time // all cases that began since then; zero for those of ids
	until time.Time
}

// kinds are what can be rebuilt, in the order in which an id without a kind is looked up.
var kinds = []event.Kind{event.Ticket, event.Complaint, event.Rescheduling}

const usage = `usage: scripts/replay [--cloud] [--profile NAME] [--region NAME] ID... [--kind KIND]
       scripts/replay [--cloud] ... --since DATE
Rebuilds cases and their clocks from their timelines, and compares them with what is stored.
  ID            of a ticket or a complaint, also as a reference, or of a rescheduling
  --kind KIND   ticket, complaint or rescheduling, where an id alone does not say it
  --since DATE  all tickets and complaints that began since then, such as 2026-11-22 (UTC)
  --cloud       the stack of the account that the AWS credentials are for, not the local one;
                --profile and --region mean it, too
Each difference is a line: the field, what is stored, what the timeline tells. Of what people wrote, and of who they
are, only the name of the field is said.
Ends with 0 when nothing differs, 1 when something does, 2 when it could not be found out.
`

// read reads the command line.
func read(arguments []string, now time.Time, help io.Writer) (wanted, error) {
	w := wanted{until: now.Add(time.Minute)} // so that what begins in this second is in it
	flags := flag.NewFlagSet("replay", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // its errors come back, and the usage says more than it knows
	flags.Usage = func() {}
	flags.Func("kind", "", func(s string) error {
		w.kind = event.Kind(s)
		if !slices.Contains(kinds, w.kind) {
			return fmt.Errorf("there are no cases of kind %q", s)
		}
		return nil
	})
	flags.Func("since", "", func(s string) (err error) {
		w.since, err = time.Parse(time.DateOnly, s)
		if err == nil && w.since.After(now) {
			err = errors.New("lies ahead")
		}
		return err
	})
	for rest := arguments; ; { // options may stand behind ids
		err := flags.Parse(rest)
		if errors.Is(err, flag.ErrHelp) {
			_, err := io.WriteString(help, usage)
			return w, errors.Join(flag.ErrHelp, err)
		}
		if err != nil {
			return w, fmt.Errorf("%w; scripts/replay --help says more", err)
		}
		if flags.NArg() == 0 {
			break
		}
		w.ids, rest = append(w.ids, flags.Arg(0)), flags.Args()[1:]
	}
	if (len(w.ids) > 0) == !w.since.IsZero() {
		return w, errors.New("say which cases, or since when; scripts/replay --help says more")
	}
	return w, nil
}

// check compares what is wanted, and says what differs.
func (w wanted) check(ctx context.Context, c audit.Checker, out io.Writer) error {
	cases, differing := 0, 0
	one := func(kind event.Kind, id string) error {
		differences, err := c.Check(ctx, kind, id)
		if err != nil {
			return fmt.Errorf("%s %s: %w", kind, id, err)
		}
		cases++
		if len(differences) == 0 {
			return nil
		}
		differing++
		for _, d := range differences {
			if _, err := fmt.Fprintf(out, "%s %s: %s\n", kind, id, d); err != nil {
				return err
			}
		}
		return nil
	}
	var err error
	if w.since.IsZero() {
		err = w.named(one)
	} else {
		err = w.began(ctx, c, one)
	}
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "%d compared, %d differ\n", cases, differing); err != nil {
		return err
	}
	if differing > 0 {
		return comparison.ErrDiffers
	}
	return nil
}

// named hands out the cases of the ids.
func (w wanted) named(one func(event.Kind, string) error) error {
	for _, name := range w.ids {
		err := w.find(name, one)
		if id, ok := seal.ParseID(name); ok && fault.Is(err, fault.Missing) { // as people write a reference
			err = w.find(id, one)
		}
		if fault.Is(err, fault.Missing) {
			return fmt.Errorf("there is no case %s", name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// find hands out the case of an id, of the kind that was said, or of the first that has one.
func (w wanted) find(id string, one func(event.Kind, string) error) (err error) {
	if w.kind != "" {
		return one(w.kind, id)
	}
	for _, kind := range kinds {
		if err = one(kind, id); !fault.Is(err, fault.Missing) {
			return err
		}
	}
	return err
}

// began hands out the cases that began since then. One that is gone meanwhile is left out.
func (w wanted) began(ctx context.Context, c audit.Checker, one func(event.Kind, string) error) error {
	for _, kind := range audit.Kinds {
		if w.kind != "" && w.kind != kind {
			continue
		}
		err := c.Store.Begun(ctx, kind, w.since, w.until, func(id string) error {
			if err := one(kind, id); !fault.Is(err, fault.Missing) {
				return err
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
