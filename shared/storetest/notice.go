package storetest

import (
	"testing"
	"time"

	"aftercare/shared/fault"
	"aftercare/shared/notice"

	"github.com/google/go-cmp/cmp"
)

var noticeTests = map[string]func(*testing.T, *bench){
	"a notice is claimed by one": func(t *testing.T, b *bench) {
		none, err := b.Notice(t.Context(), "n1")
		if err != nil || none.Revision != 0 {
			t.Fatalf("%+v %v", none, err)
		}
		r := notice.Record{ID: "n1", Revision: 1, State: notice.Sending, Template: notice.AgentReply, Attempts: 1, Lease: start.Add(time.Minute), Expires: start.Add(day)}
		must(t, b.SaveNotice(t.Context(), r))
		refuses(t, b.SaveNotice(t.Context(), r), fault.Lost)
		got, err := b.Notice(t.Context(), "n1")
		if diff := cmp.Diff(r, got); err != nil || diff != "" {
			t.Fatalf("%v %s", err, diff)
		}
		r.Revision, r.State = 2, notice.Sent
		must(t, b.SaveNotice(t.Context(), r))
		refuses(t, b.SaveNotice(t.Context(), r), fault.Lost)
		if other, err := b.Notice(t.Context(), "n2"); err != nil || other.Revision != 0 {
			t.Fatalf("%+v %v", other, err)
		}
	},
	"a window changes only from the revision that was read": func(t *testing.T, b *bench) {
		w, err := b.Window(t.Context(), "hash")
		if err != nil || w.Address != "hash" || w.Revision != 0 {
			t.Fatalf("%+v %v", w, err)
		}
		w.Revision, w.Expires, w.Admitted = 1, start.Add(time.Hour), []notice.Entry{{Notice: "n1", At: start}}
		must(t, b.SaveWindow(t.Context(), w))
		refuses(t, b.SaveWindow(t.Context(), w), fault.Lost)
		got, err := b.Window(t.Context(), "hash")
		if diff := cmp.Diff(w, got); err != nil || diff != "" {
			t.Fatalf("%v %s", err, diff)
		}
		w.Revision = 2
		must(t, b.SaveWindow(t.Context(), w))
	},
	"a record without a revision is refused": func(t *testing.T, b *bench) {
		refuses(t, b.SaveNotice(t.Context(), notice.Record{ID: "n1"}), fault.Internal)
	},
}
