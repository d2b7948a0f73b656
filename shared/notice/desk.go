package notice

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/page"
	"aftercare/shared/ticket"
)

// Lease is how long a worker has for sending a notice that it claimed. It is longer than a function may run.
const Lease = 2 * time.Minute

// Memory is how long a notice is remembered: longer than any queue can bring its happening again.
const Memory = 60 * 24 * time.Hour

// attempts is how often an important notice may leave: once, and once more when a crash left open whether it did.
const attempts = 2

// Why a notice failed, as the timeline says it.
const (
	Limited     = "limit"       // the address had its share of automatic replies
	Refused     = "refused"     // the mail system refuses the address or the mail
	Unaddressed = "noAddress"   // the person has no address that may be written to
	Unknown     = "interrupted" // whether it left is not known, and it is not sent again
)

// ErrBusy says that another worker is at the notice: come back when its lease is over.
var ErrBusy = errors.New("another worker is sending the notice")

// Notice is one text about one case to one person.
type Notice struct {
	ID       string
	Kind     event.Kind // of the case
	Case     string
	Template Template
	// Instead is what goes out when a crash left open whether Template did, or when the limit forbids it. An important
	// notice has itself here; with none, nothing goes out then.
	Instead  Template
	Limited  bool // Template is an automatic reply: at most MaxReplies to an address in ReplyWindow
	Language string
	To       string // mail address
	Staff    bool   // the person is of the staff, not the customer
	Auto     Auto
	Content  Content
	// Link makes the link of Content anew each time that a mail is about to leave: nobody can find it out again. Nil for
	// a text without one.
	Link func(ctx context.Context) (address string, expires time.Time, err error)
	// Letter writes a letter of the complaint procedure, in the place of a text of ours. It is asked for each time that
	// a mail is about to leave, and may give each a link of its own. Nil for all else.
	Letter func(ctx context.Context) (page.Page, error)
}

// Timelines record what became of a notice on its case.
type Timelines interface {
	// Note records a delivery on the timeline of a case. The same delivery again is not recorded again.
	Note(ctx context.Context, id string, kind event.Type, d ticket.Delivery) error
	// Told reports whether the timeline says of a notice what the type says.
	Told(ctx context.Context, id string, kind event.Type, notice string) (bool, error)
}

// Desk sends notices, each once. A notice is claimed, sent, and recorded on its case's timeline; of one that was
// claimed, the timeline tells whether it is done.
type Desk struct {
	store     Store
	mailer    Mailer
	writer    *Writer
	timelines map[event.Kind]Timelines
	now       func() time.Time
}

// NewDesk makes a desk. timelines has one for each kind of case.
func NewDesk(store Store, mailer Mailer, writer *Writer, timelines map[event.Kind]Timelines, now func() time.Time) *Desk {
	return &Desk{store: store, mailer: mailer, writer: writer, timelines: timelines, now: now}
}

// Send sends a notice that was not sent yet, and records on its case what became of it. However often it is called
// for one notice, at most one mail leaves, and one more when a crash left open whether the first did and Instead
// says what to send then. It is nil once all is done and recorded; any error means that it is to be called again.
func (d *Desk) Send(ctx context.Context, n Notice) error {
	r, err := d.store.Notice(ctx, n.ID)
	if err != nil {
		return fmt.Errorf("read notice: %w", err)
	}
	r.ID = n.ID
	now := d.now()
	if settled := r.State == Sent || r.State == Failed; settled {
		return d.record(ctx, n, r)
	}
	if r.State == Sending {
		told, err := d.told(ctx, n)
		if told || err != nil {
			return err
		}
		if now.Before(r.Lease) {
			return ErrBusy
		}
	}
	template, reason, err := d.choose(ctx, n, r, now)
	if err != nil {
		return err
	}
	r.Language, r.Expires = d.writer.Language(n.Language), now.Add(Memory)
	if template == "" {
		return d.giveUp(ctx, n, r, reason)
	}
	m, err := d.write(ctx, template, n)
	if err != nil {
		return err
	}
	m.Notice, m.To, m.Auto = n.ID, n.To, n.Auto
	r.State, r.Template, r.Lease, r.Attempts = Sending, template, now.Add(Lease), r.Attempts+1
	if r, err = d.save(ctx, r); err != nil {
		return err
	}
	return d.hand(ctx, n, r, m)
}

// write writes the mail, without its notice, address and origin.
func (d *Desk) write(ctx context.Context, template Template, n Notice) (Mail, error) {
	if n.Link != nil {
		var err error
		if n.Content.Link, n.Content.Expires, err = n.Link(ctx); err != nil {
			return Mail{}, fmt.Errorf("make the link of %s: %w", template, err)
		}
	}
	if n.Letter == nil {
		return d.writer.Write(template, n.Language, n.Content)
	}
	p, err := n.Letter(ctx)
	if err != nil {
		return Mail{}, fmt.Errorf("write letter %s: %w", template, err)
	}
	return Mail{Subject: oneLine("[" + n.Content.Reference + "] " + p.Title), Text: p.Text()}, nil
}

// choose gives what is to be sent, or why nothing is.
func (d *Desk) choose(ctx context.Context, n Notice, r Record, now time.Time) (Template, string, error) {
	switch {
	case !addressable(n.To), n.Auto == Replied && readByMachine(n.To):
		return "", Unaddressed, nil
	case r.State == Sending: // and its lease is over: a crash
		if r.Attempts >= attempts || n.Instead == "" {
			return "", Unknown, nil
		}
		return n.Instead, "", nil
	case r.Attempts > 0: // a second attempt that surely was not sent
		return n.Instead, "", nil
	case !n.Limited:
		return n.Template, "", nil
	}
	admitted, err := d.admit(ctx, n, now)
	if err != nil {
		return "", "", err
	}
	if !admitted {
		return n.Instead, Limited, nil
	}
	return n.Template, "", nil
}

// races is how often a window that others also take places in is read again.
const races = 16

// admit takes a place in the window of the notice's address.
func (d *Desk) admit(ctx context.Context, n Notice, now time.Time) (bool, error) {
	for range races {
		w, err := d.store.Window(ctx, AddressHash(n.To))
		if err != nil {
			return false, fmt.Errorf("read window: %w", err)
		}
		w, admitted := w.Admit(n.ID, now)
		if !admitted {
			return false, nil
		}
		if err = d.store.SaveWindow(ctx, w); err == nil {
			return true, nil
		}
		if !fault.Is(err, fault.Lost) {
			return false, fmt.Errorf("save window: %w", err)
		}
	}
	return false, fault.New(fault.Lost, "too many automatic replies to one address at once")
}

// hand gives the mail to the mail system and records on the timeline that it left. Where that fails, it is kept with
// the notice, so that only the record is left to do.
func (d *Desk) hand(ctx context.Context, n Notice, r Record, m Mail) error {
	err := d.mailer.Send(ctx, m)
	switch {
	case err == nil:
		r.State, r.Lease = Sent, time.Time{}
	case errors.Is(err, ErrRefused):
		return d.giveUp(ctx, n, r, Refused)
	case errors.Is(err, ErrNotSent):
		r.State, r.Lease, r.Attempts = Waiting, time.Time{}, r.Attempts-1
		if _, saveErr := d.save(ctx, r); saveErr != nil {
			err = errors.Join(err, saveErr)
		}
		return fmt.Errorf("send notice %s: %w", n.ID, err)
	default:
		return fmt.Errorf("send notice %s, it may have left: %w", n.ID, err)
	}
	if err = d.record(ctx, n, r); err != nil {
		_, saveErr := d.save(ctx, r)
		return errors.Join(err, saveErr)
	}
	return nil
}

func (d *Desk) giveUp(ctx context.Context, n Notice, r Record, reason string) error {
	r.State, r.Reason, r.Lease = Failed, reason, time.Time{}
	if r.Template == "" {
		r.Template = n.Template
	}
	r, err := d.save(ctx, r)
	if err != nil {
		return err
	}
	return d.record(ctx, n, r)
}

// record tells the case's timeline what became of the notice, unless it says so already.
func (d *Desk) record(ctx context.Context, n Notice, r Record) error {
	kind, to := event.NoticeSent, "customer"
	if r.State == Failed {
		kind = event.NoticeFailed
	}
	if n.Staff {
		to = "staff"
	}
	timeline, err := d.timeline(n)
	if err != nil {
		return err
	}
	err = timeline.Note(ctx, n.Case, kind, ticket.Delivery{
		Notice: r.ID, Template: string(r.Template), Language: r.Language, To: to, Reason: r.Reason,
	})
	if err != nil {
		return fmt.Errorf("record notice: %w", err)
	}
	return nil
}

// told reports whether the case's timeline says that the notice was sent.
func (d *Desk) told(ctx context.Context, n Notice) (bool, error) {
	timeline, err := d.timeline(n)
	if err != nil {
		return false, err
	}
	told, err := timeline.Told(ctx, n.Case, event.NoticeSent, n.ID)
	if err != nil {
		return false, fmt.Errorf("look whether notice %s was sent: %w", n.ID, err)
	}
	return told, nil
}

func (d *Desk) timeline(n Notice) (Timelines, error) {
	timeline, known := d.timelines[n.Kind]
	if !known {
		return nil, fmt.Errorf("a notice about a %s has no timeline", n.Kind)
	}
	return timeline, nil
}

func (d *Desk) save(ctx context.Context, r Record) (Record, error) {
	r.Revision++
	if err := d.store.SaveNotice(ctx, r); err != nil {
		return r, fmt.Errorf("save notice: %w", err)
	}
	return r, nil
}
