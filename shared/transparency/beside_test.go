package transparency

import (
	"testing"
)

// count is what a report tells of a count; -1 where it is hidden.
func (r Report) tells(what, by, of string) int64 {
	n := r.counts()[quantity{what, by, of}]
	if n.hidden {
		return -1
	}
	return n.value
}

// tickets are so many, by channel, in a month; of them so many are solved in the month itself, the others never.
func tickets(month int, channel string, number, done, known int) []life {
	var all []life
	for i := range number {
		l := life{channel: channel, category: "deposit", opened: month, solved: 99, known: known}
		if i < done {
			l.solved = month
		}
		all = append(all, l)
	}
	return all
}

func frozen(lives []life, month, edition, freeze int, beside ...Report) Report {
	h := Head{Month: monthNo(month), Edition: edition, Least: 5, AsOf: AsOf{monthNo(month).End().AddDate(0, 0, 9)}}
	return Build(h, figuresOf(lives, month, freeze), beside...)
}

func wants(t *testing.T, r Report, what, by string, want map[string]int64) {
	t.Helper()
	for of, n := range want {
		if got := r.tells(what, by, of); got != n {
			t.Errorf("%s, edition %d tells %d %s of %q, want %d", r.Month, r.Edition, got, what, of, n)
		}
	}
}

func TestACorrectionHidesWhatWasHiddenBefore(t *testing.T) {
	lives := append(tickets(0, "web", 40, 40, 0), append(tickets(0, "chat", 20, 20, 0), tickets(0, "social", 3, 3, 0)...)...)
	first := frozen(lives, 0, 1, 0)
	wants(t, first, opened, "channel", map[string]int64{"web": 40, "chat": -1, "social": -1})
	wants(t, first, opened, "", map[string]int64{"": 63})
	// Two more came to light. Alone they would be told: chat has 20, as before, so that there were three.
	lives = append(lives, tickets(0, "social", 2, 2, 1)...)
	wants(t, frozen(lives, 0, 2, 1), opened, "channel", map[string]int64{"web": 40, "chat": 20, "social": 5})
	wants(t, frozen(lives, 0, 2, 1, first), opened, "channel", map[string]int64{"web": 40, "chat": -1, "social": -1})
	wants(t, frozen(lives, 0, 2, 1, first), opened, "", map[string]int64{"": 65})
	// Very many more of social media change nothing of that: chat would be what is left of the total.
	lives = append(lives, tickets(0, "social", 60, 60, 1)...)
	wants(t, frozen(lives, 0, 2, 1, first), opened, "channel", map[string]int64{"web": 40, "chat": -1, "social": -1})
	// With very many more of both nothing follows for the three: they were 23 at most together.
	lives = append(lives, tickets(0, "chat", 8, 8, 1)...)
	wants(t, frozen(lives, 0, 2, 1, first), opened, "channel", map[string]int64{"web": 40, "chat": 28, "social": 65})
}

func TestABacklogIsNotToldByTheNextMonths(t *testing.T) {
	lives := append(tickets(0, "web", 60, 48, 0), append(tickets(0, "chat", 40, 30, 0), tickets(0, "phone", 30, 27, 0)...)...)
	first := frozen(lives, 0, 1, 0)
	wants(t, first, backlog, "channel", map[string]int64{"chat": -1, "phone": -1, "web": 12}) // 10, 3, 12
	// In the next month all is plain: 13 open of phone, of 40 that came and 30 that went.
	lives = append(lives, append(tickets(1, "web", 60, 50, 0), append(tickets(1, "chat", 40, 30, 0), tickets(1, "phone", 40, 30, 0)...)...)...)
	alone := frozen(lives, 1, 1, 0)
	wants(t, alone, backlog, "channel", map[string]int64{"chat": 20, "phone": 13, "web": 22})
	both := frozen(lives, 1, 1, 0, first)
	wants(t, both, backlog, "channel", map[string]int64{"phone": -1})
	if len(both.Beside) != 1 || both.Beside[0] != (Ref{monthNo(0), 1}) {
		t.Errorf("it was made beside %v", both.Beside)
	}
	told := 0
	for _, what := range []string{opened, solved, backlog} {
		for _, channel := range []string{"web", "chat", "phone"} {
			if both.tells(what, "channel", channel) >= 0 {
				told++
			}
		}
	}
	if told != 7 { // two of the nine are enough
		t.Errorf("%d counts are told", told)
	}
}

// What was published first stays as it is: a month that is frozen after the one that followed it cannot take that back.
func TestWhatNothingCanCoverEndsTheSearch(t *testing.T) {
	lives := tickets(0, "web", 2, 0, 0)
	second := frozen(append(lives, tickets(1, "web", 30, 20, 0)...), 1, 1, 0)
	first := frozen(lives, 0, 1, 0, second)
	wants(t, first, backlog, "", map[string]int64{"": -1})
}
