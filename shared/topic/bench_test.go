package topic_test

import (
	"fmt"
	"strings"
	"testing"

	"aftercare/shared/event"
	"aftercare/shared/topic"
)

// letter is a text of some 500 characters with n of its words its own.
func letter(n int) string {
	var own []string
	for i := range 6 {
		own = append(own, fmt.Sprintf("w%c%c%cord", 'a'+n%26, 'a'+n/26%26, 'a'+i))
	}
	return strings.Repeat("My withdrawal to the hardware wallet has not arrived, and the app shows an error. ", 5) + strings.Join(own, ", ")
}

// One text, as the daily look reads it.
func BenchmarkReadText(b *testing.B) {
	names := topic.NamesOf("Bo Bergmann", "Lin Lang", "Cora Cho", "Ada Amsel")
	for b.Loop() {
		topic.ReadText(topic.Text{Case: topic.Case{Kind: event.Ticket, ID: "T"}, Customer: "c", Name: "Alice Example", Language: "en", Parts: []string{"Withdrawal", letter(7)}}, names)
	}
}

// A week of 7,000 texts, read already.
func BenchmarkGroup(b *testing.B) {
	var texts []topic.Read
	for i := range 7000 {
		texts = append(texts, wrote(fmt.Sprintf("T%05d", i), fmt.Sprint("customer ", i), float64(1+i%68)/10, letter(i%676)))
	}
	before := base(100, "en:withdraw")
	for b.Loop() {
		topic.Group(texts, before, midnight)
	}
	size := 0
	for _, part := range topic.Split(midnight, 1000, topic.CountDay(texts[:1000])) {
		raw, _ := part.Counts.MarshalText()
		size += len(raw)
	}
	b.ReportMetric(float64(size), "bytes/1000texts")
}
