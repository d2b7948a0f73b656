package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"

	"aftercare/scripts/operate/comparison"
	"aftercare/shared/insight"
	"aftercare/shared/rollup"
	"aftercare/shared/transparency"
)

// wanted is what the command line asks for.
type wanted struct {
	month   transparency.Month
	edition int // 0 for the last
	begun   insight.Day
}

// reach is how many months before the month the oldest case began that its figures tell of.
const reach = 14

func read(arguments []string, help io.Writer) (wanted, error) {
	f := flag.NewFlagSet("verify-report", flag.ContinueOnError)
	f.SetOutput(help)
	edition := f.Int("edition", 0, "")
	begun := f.String("begun", "", "")
	f.Usage = func() {
		_, _ = fmt.Fprint(help, `usage: scripts/verify-report [--cloud] [--edition N] [--begun DAY] MONTH

Computes the transparency report of a month, such as 2026-10, again from nothing but what was recorded until its
cut-off, and compares it with what was frozen, byte for byte. Nothing is written.

  --edition N   an earlier edition; the last one without it
  --begun DAY   cases that began on this day or later; fourteen months before the month without it
  --cloud       in a real account, by the credentials of the environment

It ends with 0 when they are the same, and with 1 when they differ.
`)
	}
	if err := f.Parse(arguments); err != nil {
		return wanted{}, err
	}
	if f.NArg() != 1 {
		return wanted{}, errors.New("one month is to be named, such as 2026-10")
	}
	m, ok := transparency.ParseMonth(f.Arg(0))
	if !ok {
		return wanted{}, errors.New("the month is none such as 2026-10")
	}
	w := wanted{month: m, edition: *edition, begun: insight.DayOf(m.Start().AddDate(0, -reach, 0))}
	if *begun != "" {
		day, err := insight.ParseDay(*begun)
		if err != nil {
			return wanted{}, err
		}
		w.begun = day
	}
	return w, nil
}

// check is what a report is compared by.
type check struct {
	Store     transparency.Store
	Collector transparency.Collector
	Rebuild   rollup.Rebuild
}

// verify computes a report again, and says what came of it.
func verify(ctx context.Context, c check, w wanted, out io.Writer) error {
	filing, err := c.Store.Report(ctx, w.month)
	if err != nil {
		return fmt.Errorf("the report of %s: %w", w.month, err)
	}
	e, found := filing.Edition(w.edition)
	if !found {
		return fmt.Errorf("the report of %s has no edition %d", w.month, w.edition)
	}
	frozen, err := c.Store.ReportContent(ctx, w.month, e.Number)
	if err != nil {
		return err
	}
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	say("%s edition %d, %s, recorded until %s", w.month, e.Number, e.State, e.CutOff.Format("2006-01-02T15:04:05Z"))
	if hash := transparency.Hash(frozen); hash != e.Hash {
		say("differs: its content has the hash %s, and not %s", hash, e.Hash)
		return comparison.ErrDiffers
	}
	r, err := transparency.Read(frozen)
	if err != nil {
		return err
	}
	if r.Format != transparency.Format {
		return fmt.Errorf("it was frozen in format %d, and this version writes %d: use the version that it was frozen by", r.Format, transparency.Format)
	}
	figures, err := c.Collector.Recompute(ctx, r, w.begun, c.Rebuild)
	if err != nil {
		return err
	}
	beside, err := transparency.Beside(ctx, c.Store, r)
	if err != nil {
		return err
	}
	made := transparency.Build(r.Again(), figures, beside...)
	again, hash, err := made.Canonical()
	if err != nil {
		return err
	}
	if bytes.Equal(again, frozen) {
		say("the same, bit for bit: %s", hash)
		return nil
	}
	say("differs: computed again its hash is %s, and not %s", hash, e.Hash)
	for _, d := range transparency.Differing(r, made) {
		say("  %s", d)
	}
	return comparison.ErrDiffers
}
