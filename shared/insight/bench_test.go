package insight_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/insight"
	"aftercare/shared/ticket"
)

// long is the timeline of a ticket with so many exchanges in office hours, every fourth of which solves and reopens it, and
// every tenth of which measures its clocks anew.
func long(d *desk, exchanges int) []event.Event {
	l := d.open("T1", at(2, "10:00"), alice)
	now := at(2, "10:00")
	for i := range exchanges {
		now = now.Add(40 * time.Minute)
		l.reply(now, bo)
		if i%4 == 3 {
			now = now.Add(time.Minute)
			l.solve(now, bo)
		}
		if i%10 == 9 {
			now = now.Add(time.Minute)
			l.edit(now, lin, ticket.Patch{Language: ptr([]string{"en", "zh"}[i/10%2])})
		}
		now = now.Add(20 * time.Minute)
		l.reply(now, alice)
	}
	return l.events
}

func BenchmarkObserve(b *testing.B) {
	for _, exchanges := range []int{3, 30, 300} {
		d := newDesk(b).berlin("standard")
		h := insight.History{Events: long(d, exchanges)}
		b.Run(fmt.Sprintf("%d events", len(h.Events)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := insight.Observe(h, d.promises()); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(h.Events)), "ns/event")
		})
	}
}

func BenchmarkDigest(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	days := make([]insight.Digest, 31*4)
	for i := range days {
		values := make([]int64, 1000)
		for j := range values {
			values[j] = random.Int64N(100_000)
		}
		days[i] = insight.NewDigest(values)
	}
	b.Run("a month of four shards", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var sum insight.Digest
			for _, d := range days {
				sum = sum.Merge(d)
			}
			sum.Quantile(90)
		}
	})
}
