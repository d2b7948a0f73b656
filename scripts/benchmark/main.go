// Command benchmark measures the compiled functions without an emulator or a gateway in between; see README.md.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"time"
)

// options are the flags.
type options struct {
	root, binaries, database, address, out string
	countsOnly                             bool
	publish                                bool
}

func main() {
	var o options
	flag.StringVar(&o.root, "root", ".", "the repository")
	flag.StringVar(&o.binaries, "functions", ".local/bench/functions", "folder of the compiled functions")
	flag.StringVar(&o.database, "database", ".local/bench/dynamodb", "folder of DynamoDB Local")
	flag.StringVar(&o.address, "address", "", "address of a DynamoDB that runs already, instead")
	flag.StringVar(&o.out, "out", ".local/bench", "folder for the results")
	flag.BoolVar(&o.countsOnly, "counts", false, "count, and measure no time")
	flag.BoolVar(&o.publish, "publish", false, "write the chart and the figures of README.md anew")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1) //nolint:gocritic // nothing is left to end
	}
}

func run(ctx context.Context, o options) error {
	if o.address == "" {
		address, stop, err := startDatabase(ctx, o.database)
		if err != nil {
			return err
		}
		defer stop()
		o.address = address
	}
	r, err := measureAll(ctx, o)
	if err != nil {
		return err
	}
	if err := r.write(os.Stdout); err != nil {
		return err
	}
	if err := keep(r, o); err != nil {
		return err
	}
	for _, v := range r.Verdicts {
		if v.exceeded() {
			return fmt.Errorf("%s takes %s %s: the budget is %s", v.Operation, units(v.Counted), v.Measure, units(v.Budget))
		}
	}
	return nil
}

// measureAll counts, and unless only counts are wanted, measures.
func measureAll(ctx context.Context, o options) (report, error) {
	r := report{
		At:      time.Now().UTC().Format(time.RFC3339),
		Machine: fmt.Sprintf("%s/%s, %d cores, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version()),
	}
	name, err := createTable(ctx, connect(o.address))
	if err != nil {
		return r, err
	}
	w, err := newWorld(ctx, o.root, o.binaries, o.address, name)
	if err != nil {
		return r, err
	}
	defer w.close()
	if r.Counts, err = countAll(w); err != nil {
		return r, err
	}
	if r.Verdicts, err = judge(r.Counts); err != nil {
		return r, err
	}
	if r.Prices, r.Costs, err = priceOf(r.Counts[len(r.Counts)-1].Tally); err != nil {
		return r, err
	}
	if o.countsOnly {
		return r, nil
	}
	if r.Footprints, err = footprints(ctx, w); err != nil {
		return r, err
	}
	r.Speeds, err = speeds(ctx, w, o.address)
	return r, err
}

// keep writes the results for programs, and with publish for people, too.
func keep(r report, o options) error {
	raw, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.out, 0o750); err != nil {
		return err
	}
	name := "bench.json"
	if o.countsOnly {
		name = "counts.json"
	}
	if err := os.WriteFile(filepath.Join(o.out, name), append(raw, '\n'), 0o600); err != nil {
		return err
	}
	if !o.publish {
		return nil
	}
	return publish(r, filepath.Join(o.root, "scripts/benchmark"))
}
