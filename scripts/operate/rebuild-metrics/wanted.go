package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"aftercare/scripts/operate/comparison"
	"aftercare/shared/fault"
	"aftercare/shared/insight"
	"aftercare/shared/rollup"
)

const usage = `usage: scripts/rebuild-metrics [--cloud] [--profile NAME] [--region NAME] [--from DAY] [--to DAY] [--begun DAY] [--write]
Makes the figures of past days anew from the timelines of all cases, by the code of the daily roll-up, and compares them
with what is stored, bit for bit.
  --from DAY    the first day that is compared, such as 2026-11-01 (UTC); thirty days ago without it
  --to DAY      the last one; yesterday without it. Days that have no figures yet are left out
  --begun DAY   cases that began before are not read; 400 days before --from without it. What an older case still shows,
                or still stands in the backlog, then differs
  --write       writes what differs, and what each case shows: also of cases from before there were figures. A roll-up
                that is under way gives up, and begins again by itself
  --cloud       the stack of the account that the AWS credentials are for, not the local one;
                --profile and --region mean it, too
Each day is a line: whether it is the same, how many cases show something of it, a hash of its figures, and the measures
that differ. What is stored and cannot be read is made anew by --write, as is a fact that is not what its case shows.
A case that cannot be measured is named at the end, with the reason (timeline, fact, tooLarge, or neighbour for another
case of its customer); what is stored of it stands in for it.
A contact that came late, since the last roll-up, differs until the next one: scripts/rebuild-metrics sees it already.
Ends with 0 when nothing differs or all was written, 1 when something differs, 2 when it could not be found out, or a
case cannot be measured.
`

// Days that are looked at where nobody says which.
const (
	usualDays  = 30
	usualBegun = 400
)

// read reads the command line.
func read(arguments []string, now time.Time, help io.Writer) (rollup.Span, error) {
	today := insight.DayOf(now)
	span := rollup.Span{To: today.Previous()}
	flags := flag.NewFlagSet("rebuild-metrics", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // its errors come back, and the usage says more than it knows
	flags.Usage = func() {}
	day := func(name string, into *insight.Day) {
		flags.Func(name, "", func(s string) (err error) {
			if *into, err = insight.ParseDay(s); err == nil && *into > today {
				err = errors.New("lies ahead")
			}
			return err
		})
	}
	day("from", &span.From)
	day("to", &span.To)
	day("begun", &span.Begun)
	flags.BoolVar(&span.Write, "write", false, "")
	if err := flags.Parse(arguments); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			_, _ = fmt.Fprint(help, usage)
		}
		return span, err
	}
	if flags.NArg() > 0 {
		return span, fmt.Errorf("%q is nothing that is known here: see --help", flags.Arg(0))
	}
	if span.From == "" {
		span.From = insight.DayOf(span.To.Start().AddDate(0, 0, 1-usualDays))
	}
	if span.Begun == "" {
		span.Begun = insight.DayOf(span.From.Start().AddDate(0, 0, -usualBegun))
	}
	switch {
	case span.To < span.From:
		return span, errors.New("--to is before --from")
	case span.Begun > span.From:
		return span, errors.New("--begun is after --from")
	}
	return span, nil
}

// rebuild rebuilds, and says what of each day.
func rebuild(ctx context.Context, r rollup.Rebuild, span rollup.Span, out io.Writer) error {
	days, differ := 0, 0
	failed, err := r.Run(ctx, span, func(d rollup.Day) {
		days++
		if len(d.Differs) == 0 {
			_, _ = fmt.Fprintf(out, "%s same    %6d cases  %s\n", d.Day, d.Cases, d.Hash)
			return
		}
		differ++
		measures := map[string]bool{}
		for _, p := range d.Differs {
			measures[string(p.Measure)] = true
		}
		_, _ = fmt.Fprintf(out, "%s differs %6d cases  %s  %s\n", d.Day, d.Cases, d.Hash, strings.Join(slices.Sorted(maps.Keys(measures)), " "))
	})
	if fault.Is(err, fault.Lost) {
		return errors.New("a roll-up came between: run it again")
	}
	if err != nil {
		return err
	}
	done := ""
	if span.Write {
		done = ", written"
	}
	_, _ = fmt.Fprintf(out, "%d days, %d differ%s\n", days, differ, done)
	for _, f := range failed {
		_, _ = fmt.Fprintf(out, "%s %s cannot be measured: %s\n", f.Kind, f.ID, cmp.Or(f.Why, "timeline"))
	}
	if len(failed) > 0 {
		return rollup.Unmeasured(failed)
	}
	if differ > 0 && !span.Write {
		return comparison.ErrDiffers
	}
	return nil
}
