package complaint

import (
	"strings"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

// visiting gives the life of a complaint that somebody filed without signing in.
func visiting(t *testing.T) (*life, Who) {
	t.Helper()
	guest := Who{Actor: event.Actor{Kind: event.Customer, ID: "guest-1"}}
	f := filing()
	f.Guest, f.TicketID = true, ""
	f.Customer = ticket.Customer{ID: "guest-1", Email: "alice@example.com", Assurance: ticket.Unverified, Reachable: true}
	c, events, err := File(f, regime(t, MiCA, "Europe/Vienna"), by(guest, monday))
	if err != nil {
		t.Fatal(err)
	}
	return &life{t: t, c: c, events: events}, guest
}

func TestAGuestIsConfirmedOnceAndStaysTheComplainant(t *testing.T) {
	l, guest := visiting(t)
	wantTypes(t, l.do(guest, monday.Add(time.Minute), Confirm), event.ComplaintConfirmed)
	if l.c.Customer.Assurance != ticket.Asserted {
		t.Errorf("the guest is %s", l.c.Customer.Assurance)
	}
	wantTypes(t, l.do(guest, monday.Add(2*time.Minute), Confirm))
	l.do(cora, monday.Add(3*time.Minute), func(c Complaint, terms Terms) (Complaint, []event.Event, error) { return Assign(c, "alice", terms) })
	for _, who := range []Who{guest, alice} {
		l.do(who, monday.Add(4*time.Minute), write)
	}
	_, _, err := write(l.c, by(wei, monday.Add(5*time.Minute)))
	wantKind(t, err, fault.Forbidden)
	replayed, err := Replay(l.events)
	if err != nil || replayed.Customer.ID != "alice" || replayed.Guest != "guest-1" {
		t.Errorf("replayed as %s for %s: %v", replayed.Guest, replayed.Customer.ID, err)
	}
}

func TestWhoSignedInIsNotAssigned(t *testing.T) {
	l := filed(t)
	_, _, err := Assign(l.c, "wei", by(cora, monday.Add(time.Minute)))
	wantKind(t, err, fault.Invalid)
}

func TestWhoGetsMoneyDoesNotChangeAfterItWasGranted(t *testing.T) {
	credit := Compensation{Kind: Credit, Amount: "100", Asset: "EUR"}
	for name, tc := range map[string]struct {
		has     func(c *Complaint)
		refused bool
	}{
		"drafted": {func(c *Complaint) { c.Draft = &Solution{SolutionText: SolutionText{Compensation: &credit}} }, true},
		"offered": {func(c *Complaint) { c.Remedies = []Remedy{{ID: "r", Compensation: credit}} }, true},
		"due":     {func(c *Complaint) { c.Remedies = []Remedy{{ID: "r", Compensation: credit, DueAt: monday}} }, true},
		"paid": {func(c *Complaint) {
			c.Remedies = []Remedy{{ID: "r", Compensation: credit, DueAt: monday, PaidAt: monday}}
		}, false},
		"none": {func(c *Complaint) { c.Draft = &Solution{} }, false},
	} {
		t.Run(name, func(t *testing.T) {
			l, _ := visiting(t)
			tc.has(&l.c)
			_, _, err := Assign(l.c, "alice", by(cora, monday.Add(time.Minute)))
			if tc.refused != fault.Is(err, fault.Conflict) || !tc.refused && err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAPaperCopyIsAskedForSentAndSeen(t *testing.T) {
	l := filed(t)
	wantTypes(t, l.do(alice, monday.Add(time.Minute), paper), event.ComplaintCopyAsked)
	asked := l.events[len(l.events)-1]
	if strings.Contains(string(asked.Data), "Main Street") || !strings.Contains(string(asked.Private), "Main Street") {
		t.Error("the address is published, or lost")
	}
	for name, letter := range map[string]string{"one that was not written": "decision", "none": "poem"} {
		_, _, err := Paper(l.c, letter, "", by(alice, monday.Add(time.Minute)))
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	sent := func(c Complaint, terms Terms) (Complaint, []event.Event, error) { return Dispatch(c, 1, terms) }
	wantTypes(t, l.do(cora, monday.Add(2*time.Minute), sent), event.ComplaintCopySent)
	wantTypes(t, l.do(cora, monday.Add(3*time.Minute), sent))
	if copies := l.c.Copies; len(copies) != 1 || !copies[0].SentAt.Equal(monday.Add(2*time.Minute)) {
		t.Errorf("%+v", copies)
	}
	_, _, err := Dispatch(l.c, 2, by(cora, monday.Add(time.Hour)))
	wantKind(t, err, fault.Missing)
}

func TestLinksFromBeforeTheirRevocationAreNamed(t *testing.T) {
	l := filed(t)
	l.do(cora, monday.Add(time.Minute), revoke)
	if !l.c.LinksRevokedAt.Equal(monday.Add(time.Minute)) {
		t.Errorf("revoked at %s", l.c.LinksRevokedAt)
	}
}
