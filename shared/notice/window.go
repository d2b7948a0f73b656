package notice

import "time"

// Limits of automatic replies to one address, so that no two machines keep each other busy.
const (
	MaxReplies  = 10
	ReplyWindow = 3 * time.Hour
)

// settle is how long after its admission a mail may leave at the latest. It is added to the window, so that no
// three hours of sending, by anybody's clock, hold more than MaxReplies.
const settle = 2 * time.Minute

// Admit lets a notice into the window, or reports false when MaxReplies others were let in within it. A notice that
// was let in before, and comes again because it surely was not sent, takes its place again at the present time.
func (w Window) Admit(notice string, now time.Time) (Window, bool) {
	since := now.Add(-ReplyWindow - settle)
	kept := make([]Entry, 0, MaxReplies)
	for _, e := range w.Admitted {
		if e.Notice != notice && !e.At.Before(since) {
			kept = append(kept, e)
		}
	}
	if len(kept) >= MaxReplies {
		return w, false
	}
	w.Admitted = append(kept, Entry{Notice: notice, At: now})
	w.Revision++
	w.Expires = now.Add(2 * ReplyWindow)
	return w, true
}
