package notice_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aftercare/shared/event"
	"aftercare/shared/memory"
	"aftercare/shared/notice"
	"aftercare/shared/ticket"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// shelf is storage in memory, before which a worker can die.
type shelf struct {
	*memory.Store
	crash func(notice.Record) bool // dies instead of saving
}

func (s *shelf) SaveNotice(ctx context.Context, r notice.Record) error {
	if s.crash != nil && s.crash(r) {
		return errCrash
	}
	return s.Store.SaveNotice(ctx, r)
}

var (
	errCrash = errors.New("the worker died")
	errTorn  = errors.New("the connection was torn")
)

// mailbox keeps what was sent. outcome, if set, decides what becomes of the next mail.
type mailbox struct {
	mu      sync.Mutex
	sent    []notice.Mail
	at      []time.Time
	now     func() time.Time
	outcome func() error
}

func (m *mailbox) Send(_ context.Context, mail notice.Mail) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	var err error
	if m.outcome != nil {
		err = m.outcome()
	}
	if err == nil || errors.Is(err, errTorn) {
		m.sent = append(m.sent, mail)
		if m.now != nil {
			m.at = append(m.at, m.now())
		}
	}
	return err
}

// diary keeps what timelines were told.
type diary struct {
	mu    sync.Mutex
	notes []string // "notice.sent template reason"
	ids   map[string]int
	crash func(kind event.Type, notice string) bool // dies instead of recording
}

func (d *diary) Note(_ context.Context, id string, kind event.Type, del ticket.Delivery) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.crash != nil && d.crash(kind, del.Notice) {
		return errCrash
	}
	if d.ids == nil {
		d.ids = map[string]int{}
	}
	if d.ids[string(kind)+del.Notice]++; d.ids[string(kind)+del.Notice] == 1 {
		d.notes = append(d.notes, fmt.Sprintf("%s %s %s %s", id, kind, del.Template, del.Reason))
	}
	return nil
}

func (d *diary) Told(_ context.Context, _ string, kind event.Type, id string) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ids[string(kind)+id] > 0, nil
}

// office is a desk with everything around it in memory.
type office struct {
	*shelf
	*mailbox
	*diary
	desk *notice.Desk
	time time.Time
}

func newOffice(t interface{ Fatal(...any) }) *office {
	o := &office{mailbox: &mailbox{}, diary: &diary{}, time: noon}
	o.shelf = &shelf{Store: memory.New(o.clock)}
	o.now = o.clock
	writer, err := notice.NewWriter(house())
	if err != nil {
		t.Fatal(err)
	}
	o.desk = notice.NewDesk(o.shelf, o.mailbox, writer,
		map[event.Kind]notice.Timelines{event.Ticket: o.diary, event.Complaint: o.diary, event.Feedback: o.diary, event.Story: o.diary, event.Survey: o.diary}, o.clock)
	return o
}

// dies makes workers die after they have sent a mail, as long as when says so.
func (o *office) dies(when func(notice string) bool) {
	o.shelf.crash = func(r notice.Record) bool { return r.State == notice.Sent && when(r.ID) }
	o.diary.crash = func(kind event.Type, id string) bool { return kind == event.NoticeSent && when(id) }
}

func (o *office) clock() time.Time { return o.time }

func house() notice.House {
	zone, err := time.LoadLocation("Europe/Vienna")
	if err != nil {
		panic(err)
	}
	return notice.House{Company: "Example Exchange", Zone: zone}
}

func warning() notice.Notice {
	return notice.Notice{
		ID: "n1", Kind: event.Ticket, Case: "ABCDEFGHJKMN", Template: notice.SecretWarning, Instead: notice.SecretWarning,
		Language: "en", To: "alice@example.com", Content: notice.Content{Reference: "ABCD-EFGH-JKMN"},
	}
}

func courtesy(id string) notice.Notice {
	n := warning()
	n.ID, n.Template, n.Instead, n.Limited = id, notice.AutomaticReply, "", true
	return n
}

func (o *office) want(t *testing.T, mails int, notes ...string) {
	t.Helper()
	if len(o.sent) != mails {
		t.Errorf("%d mails left, want %d", len(o.sent), mails)
	}
	if !slices.Equal(o.notes, notes) {
		t.Errorf("timeline %q, want %q", o.notes, notes)
	}
}

func TestANoticeIsSentOnceHoweverOftenItIsAskedFor(t *testing.T) {
	o := newOffice(t)
	for range 3 {
		if err := o.desk.Send(t.Context(), warning()); err != nil {
			t.Fatal(err)
		}
	}
	o.want(t, 1, "ABCDEFGHJKMN notice.sent secretWarning ")
	if m := o.sent[0]; m.Notice != "n1" || m.To != "alice@example.com" {
		t.Errorf("sent %+v", m)
	}
}

func TestWhileOneWorkerSendsAnotherWaits(t *testing.T) {
	o := newOffice(t)
	o.outcome = func() error {
		o.mailbox.mu.Unlock()
		defer o.mailbox.mu.Lock()
		o.outcome = nil
		if err := o.desk.Send(t.Context(), warning()); !errors.Is(err, notice.ErrBusy) {
			t.Errorf("the second worker got %v", err)
		}
		return nil
	}
	if err := o.desk.Send(t.Context(), warning()); err != nil {
		t.Fatal(err)
	}
	o.want(t, 1, "ABCDEFGHJKMN notice.sent secretWarning ")
}

func TestAfterACrashBetweenSendingAndRecording(t *testing.T) {
	replyAndWarning := courtesy("n1")
	replyAndWarning.Template, replyAndWarning.Instead = notice.AutomaticReplyWarning, notice.SecretWarning
	for _, c := range []struct {
		name   string
		notice notice.Notice
		mails  int
		note   string
	}{
		{"an important notice goes out once more", warning(), 2, "ABCDEFGHJKMN notice.sent secretWarning "},
		{"an automatic reply does not", courtesy("n1"), 1, "ABCDEFGHJKMN notice.failed automaticReply interrupted"},
		{"of a reply with a warning the warning does", replyAndWarning, 2, "ABCDEFGHJKMN notice.sent secretWarning "},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t)
			o.dies(func(string) bool { return true })
			if err := o.desk.Send(t.Context(), c.notice); !errors.Is(err, errCrash) {
				t.Fatalf("the crash gave %v", err)
			}
			o.dies(func(string) bool { return false })
			if err := o.desk.Send(t.Context(), c.notice); !errors.Is(err, notice.ErrBusy) {
				t.Fatalf("within the lease: %v", err)
			}
			o.time = o.time.Add(notice.Lease)
			for range 3 {
				if err := o.desk.Send(t.Context(), c.notice); err != nil {
					t.Fatal(err)
				}
				o.time = o.time.Add(notice.Lease)
			}
			o.want(t, c.mails, c.note)
			if c.mails == 2 && o.sent[1].Notice != o.sent[0].Notice {
				t.Error("the second mail has another id")
			}
		})
	}
}

func TestATimelineThatCannotBeToldAtOnceIsToldLater(t *testing.T) {
	o := newOffice(t)
	o.diary.crash = func(event.Type, string) bool { return true }
	if err := o.desk.Send(t.Context(), courtesy("n1")); !errors.Is(err, errCrash) {
		t.Fatalf("got %v", err)
	}
	o.diary.crash = nil
	for range 3 {
		if err := o.desk.Send(t.Context(), courtesy("n1")); err != nil {
			t.Fatal(err)
		}
	}
	o.want(t, 1, "ABCDEFGHJKMN notice.sent automaticReply ")
}

func TestAfterTwoCrashesAnImportantNoticeIsGivenUp(t *testing.T) {
	o := newOffice(t)
	o.outcome = func() error { return errTorn }
	for range 4 {
		if err := o.desk.Send(t.Context(), warning()); err == nil && len(o.notes) == 0 {
			t.Fatal("a torn connection went unnoticed")
		}
		o.time = o.time.Add(notice.Lease)
	}
	o.want(t, 2, "ABCDEFGHJKMN notice.failed secretWarning interrupted")
}

func TestWhatTheMailSystemSaysDecides(t *testing.T) {
	t.Run("a refusal is recorded and final", func(t *testing.T) {
		o := newOffice(t)
		o.outcome = func() error { return fmt.Errorf("suppressed: %w", notice.ErrRefused) }
		for range 2 {
			if err := o.desk.Send(t.Context(), warning()); err != nil {
				t.Fatal(err)
			}
		}
		o.want(t, 0, "ABCDEFGHJKMN notice.failed secretWarning refused")
	})
	t.Run("what surely was not sent is sent as soon as it is asked for again", func(t *testing.T) {
		o := newOffice(t)
		o.outcome = func() error { return fmt.Errorf("throttled: %w", notice.ErrNotSent) }
		for range 4 {
			if err := o.desk.Send(t.Context(), courtesy("n1")); !errors.Is(err, notice.ErrNotSent) {
				t.Fatalf("got %v", err)
			}
		}
		o.outcome = nil
		if err := o.desk.Send(t.Context(), courtesy("n1")); err != nil {
			t.Fatal(err)
		}
		o.want(t, 1, "ABCDEFGHJKMN notice.sent automaticReply ")
	})
	t.Run("an address that is none is never tried", func(t *testing.T) {
		for _, to := range []string{"", "alice", "alice@example.com\r\nBcc: wei@example.com", "Alice <alice@example.com>"} {
			o := newOffice(t)
			n := warning()
			n.To = to
			if err := o.desk.Send(t.Context(), n); err != nil {
				t.Fatal(err)
			}
			o.want(t, 0, "ABCDEFGHJKMN notice.failed secretWarning noAddress")
		}
	})
}

func TestTheLimitHoldsBackRepliesAndNeverWarnings(t *testing.T) {
	o := newOffice(t)
	for i := range notice.MaxReplies {
		if err := o.desk.Send(t.Context(), courtesy(fmt.Sprint("n", i))); err != nil {
			t.Fatal(err)
		}
	}
	o.notes = nil
	late := courtesy("late")
	late.To = "Alice@Example.com" // the same address
	both := courtesy("both")
	both.Template, both.Instead = notice.AutomaticReplyWarning, notice.SecretWarning
	elsewhere := courtesy("elsewhere")
	elsewhere.To = "wei@example.com"
	receipt := warning()
	receipt.ID, receipt.Template, receipt.Instead = "receipt", notice.SecretWarning, notice.SecretWarning
	for _, n := range []notice.Notice{late, both, elsewhere, receipt, late} {
		if err := o.desk.Send(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
	o.want(t, notice.MaxReplies+3,
		"ABCDEFGHJKMN notice.failed automaticReply limit",
		"ABCDEFGHJKMN notice.sent secretWarning ",
		"ABCDEFGHJKMN notice.sent automaticReply ",
		"ABCDEFGHJKMN notice.sent secretWarning ")
	o.notes, o.time = nil, o.time.Add(notice.ReplyWindow+time.Hour)
	if err := o.desk.Send(t.Context(), courtesy("again")); err != nil {
		t.Fatal(err)
	}
	o.want(t, notice.MaxReplies+4, "ABCDEFGHJKMN notice.sent automaticReply ")
}

// Whatever fails, in whatever order: no address gets more than ten automatic replies in any three hours, no notice
// leaves twice, save an important one once more after a crash, and in the end each is recorded once.
func TestNoticesAreSentAsOftenAsTheyMay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := newOffice(t)
		crashed := map[string]bool{}
		fail := ""
		o.dies(func(notice string) bool {
			if fail == "crash" {
				crashed[notice] = true
			}
			return fail == "crash"
		})
		o.outcome = func() error {
			return map[string]error{"refused": notice.ErrRefused, "notSent": notice.ErrNotSent}[fail]
		}
		pick := func(i int) notice.Notice {
			if i%4 == 0 {
				n := warning()
				n.ID = fmt.Sprint("important-", i)
				return n
			}
			return courtesy(fmt.Sprint("reply-", i))
		}
		for range rapid.IntRange(1, 80).Draw(t, "steps") {
			fail = rapid.SampledFrom([]string{"", "", "", "crash", "refused", "notSent"}).Draw(t, "fail")
			_ = o.desk.Send(context.Background(), pick(rapid.IntRange(0, 25).Draw(t, "notice")))
			o.time = o.time.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "minutes")) * time.Minute)
		}
		times, replies := map[string]int{}, []time.Time{}
		for i, m := range o.sent {
			times[m.Notice]++
			if m.Subject == "[ABCD-EFGH-JKMN] We have your request" {
				replies = append(replies, o.at[i])
			}
		}
		for id, n := range times {
			if n > 1 && (id[:5] == "reply" || !crashed[id] || n > 2) {
				t.Fatalf("%s left %d times", id, n)
			}
		}
		for i := range replies {
			if i >= notice.MaxReplies && replies[i].Sub(replies[i-notice.MaxReplies]) <= notice.ReplyWindow {
				t.Fatalf("eleven replies from %s to %s", replies[i-notice.MaxReplies], replies[i])
			}
		}
		fail = ""
		for i := range 26 {
			o.time = o.time.Add(notice.Lease)
			if err := o.desk.Send(context.Background(), pick(i)); err != nil {
				t.Fatal(err)
			}
		}
		if len(o.notes) != 26 {
			t.Fatalf("%d notices have %d records", 26, len(o.notes))
		}
	})
}

func TestManyWorkersSendOneMail(t *testing.T) {
	o := newOffice(t)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() { _ = o.desk.Send(t.Context(), courtesy("n1")) })
	}
	wg.Wait()
	if len(o.sent) != 1 {
		t.Errorf("%d mails left", len(o.sent))
	}
}
