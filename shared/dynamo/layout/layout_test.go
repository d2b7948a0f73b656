package layout_test

import (
	"strings"
	"testing"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"

	"pgregory.net/rapid"
)

func moment(t *rapid.T, name string) time.Time {
	return time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(t, name), 0)
}

func TestKeysSortAsTimesDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := moment(t, "a"), moment(t, "b")
		id := rapid.StringMatching(`[0-9A-Z]{1,12}`)
		x, y := id.Draw(t, "x"), id.Draw(t, "y")
		if a.Before(b) && (layout.DueSK(a, x) >= layout.DueSK(b, y) || layout.CreatedSK(a, x) >= layout.CreatedSK(b, y)) {
			t.Fatalf("%s does not sort before %s", a, b)
		}
		if layout.DueSK(a, x) >= layout.DueSK(time.Time{}, y) {
			t.Fatal("what is never due comes before what is")
		}
		for _, sk := range []string{layout.DueSK(a, x), layout.DueSK(time.Time{}, x), layout.WakeSK(a, event.Ticket, x)} {
			if sk <= layout.Before || sk >= layout.After {
				t.Fatalf("%s is outside of every list", sk)
			}
		}
	})
}

func TestARangeHoldsItsStartAndNotItsEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := moment(t, "at")
		from := at.Add(time.Duration(rapid.Int64Range(-2e9, 2e9).Draw(t, "from")))
		to := at.Add(time.Duration(rapid.Int64Range(-2e9, 2e9).Draw(t, "to")))
		sk := layout.CreatedSK(at, "T1")
		want := !at.Before(from) && at.Before(to)
		if got := sk >= layout.Bound(from) && sk <= layout.Bound(to); got != want {
			t.Fatalf("%s in [%s, %s): %t", at, from, to, got)
		}
	})
}

func TestAWakeKeyIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at, id := moment(t, "at"), rapid.StringMatching(`[^#]{1,5}(#.{0,5})?`).Draw(t, "id")
		gotAt, kind, gotID, ok := layout.ParseWakeSK(layout.WakeSK(at, event.Complaint, id))
		if !ok || !gotAt.Equal(at) || kind != event.Complaint || gotID != id {
			t.Fatalf("got %s %s %s %t", gotAt, kind, gotID, ok)
		}
	})
	for _, other := range []string{"", "x", "2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z#TICKET", "2026-03-01T12:00:00Z#TICKET#", "#TICKET#T1", "2026-03-01T12:00:00+01:00#TICKET#T1"} {
		if _, _, _, ok := layout.ParseWakeSK(other); ok {
			t.Errorf("%q was read", other)
		}
	}
}

func FuzzParseWakeSK(f *testing.F) {
	f.Add("2026-03-01T12:00:00Z#TICKET#T1")
	f.Fuzz(func(t *testing.T, sk string) {
		at, kind, id, ok := layout.ParseWakeSK(sk)
		if ok && kind != event.Kind(strings.ToLower(string(kind))) || ok && (id == "" || at.IsZero() && !strings.HasPrefix(sk, "0001")) {
			t.Fatalf("%q was read as %s %s %s", sk, at, kind, id)
		}
	})
}

func TestEventsSortBySequenceNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, layout.MaxSeq)
		a, b := n.Draw(t, "a"), n.Draw(t, "b")
		if a < b && layout.EventSK(a) >= layout.EventSK(b) {
			t.Fatalf("%d does not sort before %d", a, b)
		}
		if !strings.HasPrefix(layout.EventSK(a), layout.EventPrefix) {
			t.Fatal("the stream's filter would not let it through")
		}
	})
}

func TestCasesSpreadOverAllShards(t *testing.T) {
	var seen [layout.Shards]int
	for i := range 400 {
		seen[layout.Shard(strings.Repeat("T", i%7)+string(rune('A'+i%26))+time.Duration(i).String())]++
	}
	for shard, n := range seen {
		if n < 40 {
			t.Fatalf("shard %d has %d of 400", shard, n)
		}
	}
}

func TestNoTwoThingsShareAPartition(t *testing.T) {
	seen := map[string]string{}
	for name, pk := range map[string]string{
		"ticket": layout.AggregatePK(event.Ticket, "A"), "complaint": layout.AggregatePK(event.Complaint, "A"),
		"receipt": layout.ReceiptPK("a", "b"), "receipt cut elsewhere": layout.ReceiptPK("ab", ""), "thread": layout.ThreadPK("a", "b"),
		"hash": layout.HashPK("A"), "address": layout.AddressPK("A"), "ladder": layout.LadderPK("A"), "company's ladder": layout.LadderPK(""),
		"teams": layout.TeamsPK, "policies": layout.PoliciesPK, "calendars": layout.CalendarsPK, "calendar": layout.CalendarPK("A"), "active": layout.ActivePK("A"), "board": layout.BoardPK, "survey": layout.SurveyPK("A"), "token": layout.TokenPK("A"),
		"notice": layout.NoticePK("A"), "terms": layout.TermsPK(time.Unix(0, 0), 1), "topic": layout.AggregatePK(event.Topic, "A"), "window": layout.WindowPK("A"),
		"queue": layout.QueuePK("a", 1), "queue of nobody": layout.QueuePK("", 1), "queue with a mark": layout.QueuePK("a#1", 1),
		"unassigned": layout.UnassignedPK("a", 1), "assignee": layout.AssigneePK("a#1"), "wake": layout.WakePK(1),
		"voices": layout.VoicesPK, "voices of one": layout.VoicesOfPK("received"), "stories": layout.StoriesPK("received"), "change": layout.ChangePK("2026-03-28", 1),
	} {
		if other, taken := seen[pk]; taken {
			t.Errorf("%s and %s share %s", name, other, pk)
		}
		seen[pk] = name
	}
}

func TestSpellingsOfOneTransactionAreOne(t *testing.T) {
	for _, c := range []struct {
		of   func(string) string
		a, b string
		same bool
	}{
		{layout.TransactionHash, "0xABCDEF", "0xabcdef", true},
		{layout.TransactionHash, " ABCDEF01 ", "abcdef01", true},
		{layout.TransactionHash, "5J7Xy", "5j7xy", false}, // Base58, as Solana's
		{layout.Address, "0x52908400098527886E0F7030069857D2E4169EE7", "0x52908400098527886e0f7030069857d2e4169ee7", true},
		{layout.Address, "BC1QW508D6", "bc1qw508d6", true},
		{layout.Address, "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "1boatslrhtknngkdxeeobr76b53lettpyt", false},
	} {
		if got := c.of(c.a) == c.of(c.b); got != c.same {
			t.Errorf("%s and %s are one: %t", c.a, c.b, got)
		}
	}
}
