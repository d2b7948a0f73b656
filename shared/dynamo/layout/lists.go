package layout

import (
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"aftercare/shared/event"
)

// Shards is how many partitions share what all traffic would else write to one of: the lists of a team, of a day
// and of the clocks. A reader merges them. Changing it needs every state written anew.
const Shards = 4

// Shard is the partition that a case is listed in.
func Shard(id string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // a hash never fails
	return int(h.Sum32() % Shards)
}

// Before and After are sort keys that no item has: before every one of a list, and after every one.
const (
	Before = "!"
	After  = "~"
)

// Never stands for the time of what has none, behind every real time.
const Never = "9999"

// Time writes a time so that text sorts as times do: UTC, whole seconds.
func Time(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// Bound writes a time as an end of a range: every whole second that is not before it sorts behind, or starts with it.
func Bound(t time.Time) string { return Time(t.Add(time.Second - time.Nanosecond)) }

// CustomerPK is the list of a customer's cases of a kind.
func CustomerPK(kind event.Kind, customer string) string {
	return "CUSTOMER#" + customer + "#" + kindOf(kind)
}

// QueuePK is one shard of a team's open cases. Cases without a team are in the queue of the empty one.
func QueuePK(team string, shard int) string { return fmt.Sprintf("QUEUE#%s#%d", team, shard) }

// UnassignedPK is one shard of a team's open cases that nobody works on.
func UnassignedPK(team string, shard int) string { return fmt.Sprintf("UNASSIGNED#%s#%d", team, shard) }

// AssigneePK is the list of a person's open cases.
func AssigneePK(person string) string { return "ASSIGNEE#" + person }

// DayPK is one shard of the cases of a kind that began on a day, in UTC.
func DayPK(kind event.Kind, day time.Time, shard int) string {
	return fmt.Sprintf("DAY#%s#%s#%d", kindOf(kind), day.UTC().Format(time.DateOnly), shard)
}

// WakePK is one shard of the clocks.
func WakePK(shard int) string { return fmt.Sprintf("WAKE#%d", shard) }

// Day names the day of a time, in UTC.
func Day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// ChangePK is one shard of what began on an earlier day and was last written on this one.
func ChangePK(day string, shard int) string { return fmt.Sprintf("CHANGE#%s#%d", day, shard) }

// FactPK is one shard of what cases show of a day; [AggregatePK] of the case is the sort key.
func FactPK(day string, shard int) string { return fmt.Sprintf("FACT#%s#%d", day, shard) }

// SumPK is one shard of the figures of a day.
func SumPK(day string, shard int) string { return fmt.Sprintf("ROLLUP#%s#%d", day, shard) }

// SumSK orders figures by what they are told apart by, and by measure.
func SumSK(by, measure string) string { return by + "#" + measure }

// ParseSumSK reads what [SumSK] wrote; false when the text is something else.
func ParseSumSK(sk string) (by, measure string, ok bool) {
	by, measure, ok = strings.Cut(sk, "#")
	return by, measure, ok && by != "" && measure != ""
}

// MarkPK is the partition of how far the figures of a shard are.
func MarkPK(shard int) string { return fmt.Sprintf("CONFIG#ROLLUP#%d", shard) }

// QuestionPK is one shard of the cases that are asked about on a day; [AggregatePK] of the case is the sort key.
func QuestionPK(day string, shard int) string { return fmt.Sprintf("QUESTION#%s#%d", day, shard) }

// ChangeSK is the place of an aggregate among those: it stays the same all day, so that only the first change of a day
// writes to the index.
func ChangeSK(kind event.Kind, id string) string { return AggregatePK(kind, id) }

// AskPK is one shard of the surveys that are to be asked later. They stand in the index of clocks in partitions of
// their own, for what asks them is not what fires clocks.
func AskPK(shard int) string { return fmt.Sprintf("ASK#%d", shard) }

// CreatedSK orders cases by when they began.
func CreatedSK(created time.Time, id string) string { return Time(created) + "#" + id }

// DueSK orders cases by their next due time; those without one, which have the zero time, come last.
func DueSK(due time.Time, id string) string {
	if due.IsZero() {
		return Never + "#" + id
	}
	return CreatedSK(due, id)
}

// WakeSK orders clocks by when they want to be looked at.
func WakeSK(at time.Time, kind event.Kind, id string) string {
	return Time(at) + "#" + kindOf(kind) + "#" + id
}

// ParseWakeSK reads what [WakeSK] wrote; false when the text is something else.
func ParseWakeSK(sk string) (at time.Time, kind event.Kind, id string, ok bool) {
	parts := strings.SplitN(sk, "#", 3)
	if len(parts) != 3 || parts[1] == "" || parts[2] == "" {
		return time.Time{}, "", "", false
	}
	at, err := time.Parse(time.RFC3339, parts[0])
	if err != nil || Time(at) != parts[0] {
		return time.Time{}, "", "", false
	}
	return at, event.Kind(strings.ToLower(parts[1])), parts[2], true
}

// LessonsPK is one shard of the complaints with a lesson that is to be done.
func LessonsPK(shard int) string { return fmt.Sprintf("LESSONS#%d", shard) }

// VoicesPK is the list of what customers wrote unasked that nobody has said anything of yet. One partition takes a
// thousand writes a second, which is far more than people write.
const VoicesPK = "VOICES#received"

// PraiseOfPK is the list of the surveys whose answers praise a person.
func PraiseOfPK(person string) string { return "PRAISE#OF#" + person }

// LoopsPK is the list of the loops in a state. Low answers are few: one partition takes a thousand writes a second.
func LoopsPK(state string) string { return "LOOPS#" + state }

// VoicesOfPK is the list of what customers wrote unasked about tickets of one person.
func VoicesOfPK(person string) string { return "VOICES#OF#" + person }

// StoriesPK is the list of the stories in a state. They are few: one partition holds each.
func StoriesPK(status string) string { return "STORIES#" + status }

// oldest is the year whose partition of the register also holds what is older.
const oldest = 1970

// RegisterPK is the part of the register of complaints received in the year of a time, in UTC. Complaints are few:
// one partition takes five hundred changes a second.
func RegisterPK(received time.Time) string {
	return fmt.Sprintf("REGISTER#%04d", max(oldest, received.UTC().Year()))
}

// RegisterPKs gives the parts of the register that [from, to) touches, in order.
func RegisterPKs(from, to time.Time) []string {
	var pks []string
	for year := max(oldest, from.UTC().Year()); year <= max(oldest, to.UTC().Add(-time.Nanosecond).Year()); year++ {
		pks = append(pks, RegisterPK(time.Date(year, 7, 1, 0, 0, 0, 0, time.UTC)))
	}
	return pks
}
