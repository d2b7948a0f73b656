package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"strings"
	"testing"
	"time"

	"aftercare/scripts/operate/comparison"
	"aftercare/shared/audit"
	"aftercare/shared/event"
	"aftercare/shared/memory"
	"aftercare/shared/ticket"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// books are a store in which a ticket may be stored otherwise than its timeline tells.
type books struct {
	*memory.Store
	wrong string
}

func (b books) Ticket(ctx context.Context, id string) (ticket.Ticket, error) {
	t, err := b.Store.Ticket(ctx, id)
	if id == b.wrong {
		t.Status, t.Subject = ticket.StatusHold, "another"
	}
	return t, err
}

// replay does what a command line says, over two tickets of now.
func replay(t *testing.T, wrong string, arguments ...string) (string, error) {
	t.Helper()
	clock := func() time.Time { return now }
	b := books{memory.New(clock), wrong}
	desk := ticket.NewService(b.Store, b.Store, clock)
	for _, id := range []string{"B2Y019T0APX6", "728VT9VB664Z"} {
		if _, err := desk.Open(t.Context(), ticket.Opening{
			ID: id, Subject: "Hello", Body: "Hello.", Channel: ticket.Web, Customer: ticket.Customer{ID: "alice", Assurance: ticket.Authenticated},
		}, event.Actor{Kind: event.Customer, ID: "alice"}, nil); err != nil {
			t.Fatal(err)
		}
	}
	w, err := read(arguments, now, io.Discard)
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	err = w.check(t.Context(), audit.Checker{Store: b, Promises: desk.Promises}, &out)
	return out.String(), err
}

func TestSaysWhatDiffers(t *testing.T) {
	const wrong = `ticket B2Y019T0APX6: status: stored "hold", the timeline tells "new"
ticket B2Y019T0APX6: subject: differs (its values are not shown)
`
	for _, c := range []struct{ name, wrong, arguments, want string }{
		{"nothing of one", "", "B2Y019T0APX6", "1 compared, 0 differ\n"},
		{"a field of one, by its reference", "B2Y019T0APX6", "b2y0-19t0-apx6", wrong + "1 compared, 1 differ\n"},
		{"nothing of the other", "B2Y019T0APX6", "728VT9VB664Z --kind ticket", "1 compared, 0 differ\n"},
		{"one of two", "B2Y019T0APX6", "B2Y019T0APX6 728VT9VB664Z", wrong + "2 compared, 1 differ\n"},
		{"one of a day", "B2Y019T0APX6", "--since 2026-11-22", wrong + "2 compared, 1 differ\n"},
		{"no complaint of a day", "B2Y019T0APX6", "--since 2026-11-22 --kind complaint", "0 compared, 0 differ\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			said, err := replay(t, c.wrong, strings.Fields(c.arguments)...)
			if said != c.want || errors.Is(err, comparison.ErrDiffers) != strings.Contains(c.want, "1 differ") || err != nil && !errors.Is(err, comparison.ErrDiffers) {
				t.Errorf("said %s (%v), want %s", said, err, c.want)
			}
		})
	}
}

func TestRefusesWhatItCannotMean(t *testing.T) {
	for arguments, says := range map[string]string{
		"":                                "say which cases",
		"B2Y019T0APX6 --since 2026-11-22": "say which cases",
		"NOBODY":                          "there is no case NOBODY",
		"B2Y019T0APX6 --kind complaint":   "there is no case",
		"B2Y019T0APX6 --kind survey":      "no cases of kind",
		"--since yesterday":               "parse",
		"--since 2026-11-24":              "lies ahead",
		"--everything":                    "not defined",
	} {
		if _, err := replay(t, "", strings.Fields(arguments)...); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", arguments, err, says)
		}
	}
}

func TestHelpIsNoError(t *testing.T) {
	var said bytes.Buffer
	if _, err := read([]string{"--help"}, now, &said); !errors.Is(err, flag.ErrHelp) || !strings.Contains(said.String(), "usage: scripts/replay") {
		t.Errorf("%v, said %s", err, said.String())
	}
}
