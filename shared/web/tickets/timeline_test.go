package tickets_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"aftercare/shared/event"
	"aftercare/shared/ticket"
)

// busy gives the path of a ticket to which a good deal happened.
func (d *desk) busy() string {
	d.Helper()
	path := d.post(http.StatusCreated, alice, root, plain).Header().Get("Location")
	d.post(http.StatusCreated, bo, path+"/messages", `{"body":"INNER note","visibility":"internal"}`)
	d.post(http.StatusCreated, bo, path+"/messages", `{"body":"Please send the hash."}`)
	d.patch(http.StatusOK, bo, path, `{"status":"pending","tags":["INNER-tag"],"team":"INNER-team"}`, "If-Match", "*")
	d.post(http.StatusCreated, alice, path+"/messages", `{"body":"aa"}`)
	d.post(http.StatusOK, bo, path+"/escalation", `{"reason":"INNER reason"}`)
	d.post(http.StatusOK, lin, path+"/escalation/takeover", "")
	d.post(http.StatusOK, lin, path+"/de-escalation", `{"reason":"INNER settled"}`)
	d.patch(http.StatusOK, bo, path, `{"priority":"low"}`, "If-Match", "*")
	d.post(http.StatusOK, lin, path+"/solution", `{"body":"It has arrived."}`)
	d.post(http.StatusOK, alice, path+"/reopening", `{"reason":"It has not."}`)
	service := ticket.NewService(d.store, d.store, d.clock)
	if err := service.Note(d.Context(), strings.TrimPrefix(path, root+"/"), event.NoticeSent, ticket.Delivery{Notice: "INNER-notice", Template: "t", To: "staff"}); err != nil {
		d.Fatal(err)
	}
	return path
}

func TestACustomerSeesMessagesAndStatusAndNothingInner(t *testing.T) {
	d := newDesk(t)
	path := d.busy()
	a := d.get(http.StatusOK, alice, path+"/timeline?limit=100")
	want := []any{"ticket.opened", "ticket.replied", "ticket.changed", "ticket.replied", "ticket.escalated", "ticket.takenOver", "ticket.deescalated", "ticket.replied", "ticket.solved", "ticket.reopened"}
	if got := a.items("type"); !slices.Equal(got, want) {
		t.Errorf("alice sees %v, want %v", got, want)
	}
	for _, inner := range []string{"INNER", `"bo"`, `"lin"`, "sla.", "priority", "assignee", "example.com", "request", "cause\":\"staff"} {
		if strings.Contains(a.Body.String(), inner) {
			t.Errorf("alice sees %s in %s", inner, a.Body)
		}
	}
	for _, name := range []string{`"name":"Bo"`, `"name":"Lin"`, "Please send the hash.", "It has not."} {
		if !strings.Contains(a.Body.String(), name) {
			t.Errorf("alice does not see %s", name)
		}
	}
}

// What a customer wrote to be heard stays with them, also where a level is called already.
func TestACustomerSeesTheirOwnCallsForASuperior(t *testing.T) {
	d := newDesk(t)
	path := d.opened()
	d.post(http.StatusOK, alice, path+"/escalation", `{"reason":"Too slow."}`)
	d.post(http.StatusOK, alice, path+"/escalation", `{"reason":"And rude."}`)
	d.post(http.StatusOK, bo, path+"/escalation", `{"reason":"INNER"}`)
	a := d.get(http.StatusOK, alice, path+"/timeline?limit=100")
	if got, want := a.items("type"), []any{"ticket.opened", "ticket.escalated", "ticket.noted"}; !slices.Equal(got, want) {
		t.Errorf("alice sees %v, want %v", got, want)
	}
	if body := a.Body.String(); !strings.Contains(body, "And rude.") || strings.Contains(body, "INNER") {
		t.Errorf("alice sees %s", body)
	}
}

func TestStaffSeeEverythingButHowTheCustomerIsReached(t *testing.T) {
	d := newDesk(t)
	path := d.busy()
	a := d.get(http.StatusOK, bo, path+"/timeline?limit=100")
	seqs := a.items("seq")
	for i, seq := range seqs {
		if seq != float64(i+1) {
			t.Fatalf("the sequence numbers are %v", seqs)
		}
	}
	for _, part := range []string{"INNER note", "INNER-tag", "INNER-team", "INNER reason", "INNER settled", "INNER-notice", `"sla.armed"`, `"sla.met"`, `"ticket.assigned"`} {
		if !strings.Contains(a.Body.String(), part) {
			t.Errorf("staff do not see %s", part)
		}
	}
	for _, part := range []string{"alice@example.com", `"request"`, `"clocks"`, `"asOf"`} {
		if strings.Contains(a.Body.String(), part) {
			t.Errorf("staff see %s", part)
		}
	}
	if email, _ := a.at("items.0.data.customer.email").(string); !strings.Contains(email, "*") && !strings.Contains(email, "…") {
		t.Errorf("the address is shown as %q", email)
	}
}

func TestATimelineIsReadPageByPage(t *testing.T) {
	d := newDesk(t)
	path := d.busy()
	for _, who := range []string{"alice", "bo"} {
		as := alice
		if who == "bo" {
			as = bo
		}
		whole := d.get(http.StatusOK, as, path+"/timeline?limit=100").items("seq")
		for _, limit := range []int{1, 2, 3, len(whole), len(whole) + 1} {
			t.Run(fmt.Sprint(who, " ", limit), func(t *testing.T) {
				d.T = t
				var pages []any
				for cursor, n := "", 0; ; n++ {
					a := d.get(http.StatusOK, as, fmt.Sprintf("%s/timeline?limit=%d%s", path, limit, cursor))
					pages = append(pages, a.items("seq")...)
					next, more := a.at("nextCursor").(string)
					if !more {
						break
					}
					if got := len(a.items("seq")); got != limit || n > len(whole) {
						t.Fatalf("a page of %d before the end", got)
					}
					cursor = "&cursor=" + next
				}
				if !slices.Equal(pages, whole) {
					t.Errorf("page by page %v, at once %v", pages, whole)
				}
			})
		}
	}
}

func TestACustomerReadsNoInnerItemByItsNumber(t *testing.T) {
	d := newDesk(t)
	path := d.busy()
	seen := d.get(http.StatusOK, alice, path+"/timeline?limit=100").items("seq")
	all := d.get(http.StatusOK, bo, path+"/timeline?limit=100").items("seq")
	for _, seq := range all {
		want := http.StatusNotFound
		if slices.Contains(seen, seq) {
			want = http.StatusOK
		}
		d.get(want, alice, fmt.Sprintf("%s/timeline/%v", path, seq))
		d.get(http.StatusOK, bo, fmt.Sprintf("%s/timeline/%v", path, seq))
	}
	d.get(http.StatusNotFound, bo, fmt.Sprintf("%s/timeline/%d", path, len(all)+1))
	d.get(http.StatusUnprocessableEntity, bo, path+"/timeline/0")
	d.get(http.StatusUnprocessableEntity, bo, path+"/timeline/first")
}

func TestACursorOfATimelineIsForItsTicketAndCallerAlone(t *testing.T) {
	d := newDesk(t)
	path := d.busy()
	other := d.busy()
	cursor, _ := d.get(http.StatusOK, bo, path+"/timeline?limit=1").at("nextCursor").(string)
	d.get(http.StatusOK, bo, path+"/timeline?limit=1&cursor="+cursor)
	d.get(http.StatusBadRequest, bo, other+"/timeline?limit=1&cursor="+cursor)
	d.get(http.StatusBadRequest, lin, path+"/timeline?limit=1&cursor="+cursor)
	d.get(http.StatusBadRequest, alice, path+"/timeline?limit=1&cursor="+cursor)
	d.get(http.StatusBadRequest, bo, root+"?limit=1&cursor="+cursor)
}

func TestWhatStaffOpenedShowsTheCustomerTheirNameAlone(t *testing.T) {
	d := newDesk(t)
	path := d.post(http.StatusCreated, bo, root, `{"subject":"Call","body":"She called.","channel":"phone","customerId":"alice","tags":["INNER"]}`).Header().Get("Location")
	a := d.get(http.StatusOK, alice, path+"/timeline")
	d.wants(a, map[string]any{"items.0.actor.name": "Bo", "items.0.actor.id": nil, "items.0.data.body": "She called.", "items.0.data.tags": nil})
}
