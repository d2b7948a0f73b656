package complaints_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/guest"
	"aftercare/shared/limit"
	"aftercare/shared/link"
	"aftercare/shared/seal"
	"aftercare/shared/web"
	"aftercare/shared/web/complaints"
	"aftercare/shared/web/webtest"
)

const (
	browser  = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" // as browsers say it
	asAGuest = `{"email":"Wei@example.test","name":"Wei","subject":"Fee","statement":"Taken twice.","language":"de"}`
	public   = "/v1/public/complaints"
)

// door is the API of those who do not sign in, beside that of those who do.
type door struct {
	*desk
	http.Handler
	links *link.Links
}

func openDoor(t *testing.T) *door {
	t.Helper()
	d := &door{desk: open(t)}
	clock := func() time.Time { return d.now }
	secret, err := seal.New([]byte(`{"current":"0123456789abcdef0123456789abcdef"}`))
	if err != nil {
		t.Fatal(err)
	}
	d.links = link.NewLinks(d.store, "", clock)
	server := web.New("Guests", slog.New(slog.DiscardHandler))
	complaints.Guests{
		API: complaints.API{Complaints: d.service, Keys: keys{secret}},
		Guests: guest.New(d.service, d.links, limit.New(d.store, clock), func(_ context.Context, scope, key string) ([]string, error) {
			return secret.IDs(scope, key), nil
		}),
		Zone: time.UTC,
	}.Register(server.API)
	d.Handler = complaints.GuestPages(server)
	return d
}

// call sends a request from nobody; header has names and values in turn.
func (d *door) call(status int, method, path, body string, header ...string) *httptest.ResponseRecorder {
	d.Helper()
	named := map[string]string{}
	for i := 0; i+1 < len(header); i += 2 {
		named[header[i]] = header[i+1]
	}
	w := webtest.Do(d.T, d.Handler, webtest.Request{Method: method, Path: path, Body: body, Header: named})
	if w.Code != status {
		d.Fatalf("%s %s gives %d, want %d: %s", method, path, w.Code, status, w.Body)
	}
	for name, want := range map[string]string{"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"} {
		if got := w.Header().Get(name); got != want {
			d.Errorf("%s %s: %s is %q, want %q", method, path, name, got, want)
		}
	}
	return w
}

// file files as a guest, and gives the complaint's id.
func (d *door) file(body string, header ...string) string {
	d.Helper()
	var filed map[string]string
	if err := json.Unmarshal(d.call(http.StatusAccepted, http.MethodPost, public, body, header...).Body.Bytes(), &filed); err != nil {
		d.Fatal(err)
	}
	if len(filed) != 1 {
		d.Errorf("a filing is answered with more than its reference: %v", filed)
	}
	return strings.ReplaceAll(filed["reference"], "-", "")
}

// enter gives the path of a link as it is mailed.
func (d *door) enter(id string) string {
	d.Helper()
	address, _, err := d.links.Issue(d.Context(), link.Link{Purpose: link.Guest, Kind: event.Complaint, ID: id, Language: "de"})
	if err != nil {
		d.Fatal(err)
	}
	return address
}

func (d *door) read(id string) complaint.Complaint {
	d.Helper()
	c, err := d.store.Complaint(d.Context(), id)
	if err != nil {
		d.Fatal(err)
	}
	return c
}

func TestAGuestComplainsAndGoesOnBehindTheLink(t *testing.T) {
	d := openDoor(t)
	id := d.file(asAGuest)
	c := d.read(id)
	if c.Guest == "" || c.Customer.Email != "Wei@example.test" || c.Customer.Assurance != "unverified" || !c.Customer.Reachable || c.Language != "de" {
		t.Errorf("filed as %+v", c.Customer)
	}
	path := d.enter(id)
	var view complaints.View
	if err := json.Unmarshal(d.call(http.StatusOK, http.MethodGet, path, "").Body.Bytes(), &view); err != nil || view.ID != id {
		t.Fatalf("%+v, %v", view, err)
	}
	if d.read(id).Customer.Assurance != "unverified" {
		t.Error("reading confirmed the address: a scanner of mails could have")
	}
	d.call(http.StatusOK, http.MethodPost, path+"/messages", `{"body":"One more thing."}`, "Idempotency-Key", "m1")
	if got := d.read(id).Customer.Assurance; got != "asserted" {
		t.Errorf("who answered the mail is %s", got)
	}
	d.call(http.StatusOK, http.MethodPost, d.enter(id)+"/messages", `{"body":"One more thing."}`, "Idempotency-Key", "m1") // through another mail
	events, err := d.store.Timeline(t.Context(), event.Complaint, id, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	messages := 0
	for _, e := range events {
		if e.Type == event.ComplaintMessaged {
			messages++
		}
	}
	if messages != 1 {
		t.Errorf("%d messages for one key", messages)
	}
	d.call(http.StatusOK, http.MethodGet, path+"/timeline", "")
	d.call(http.StatusOK, http.MethodPost, path+"/evidence", `{"name":"bank","text":"twice"}`)
	d.call(http.StatusOK, http.MethodPost, path+"/escalation", `{"reason":"Too slow."}`)
	d.call(http.StatusOK, http.MethodPost, path+"/paper-copies", `{"document":"receipt","address":"1 Main Street"}`)
	d.call(http.StatusUnprocessableEntity, http.MethodPost, path+"/paper-copies", `{"document":"decision"}`)
	d.call(http.StatusConflict, http.MethodPost, path+"/acceptance", "")
	d.call(http.StatusNotFound, http.MethodPost, path+"/acknowledgement", `{"admissible":true}`)
	d.call(http.StatusOK, http.MethodPost, path+"/withdrawal", "")
	d.call(http.StatusConflict, http.MethodPost, path+"/messages", `{"body":"Hello?"}`)
}

// The template's fields are a guest's as much as a customer's.
func TestAGuestFillsInTheWholeTemplate(t *testing.T) {
	d := openDoor(t)
	c := d.read(d.file(`{"email":"wei@example.test","name":"Wei","subject":"Fee","statement":"Taken twice.","desiredRemedy":"Give it back.",
		"occurredAt":"2026-02-27T12:00:00Z","loss":{"amount":"0.015","asset":"BTC"},"serviceReference":"W-77","language":"en",
		"evidence":[{"name":"bank","text":"twice"}],"representative":{"name":"Lin","contact":"lin@example.test","authorization":"Power of attorney."}}`))
	if c.OccurredAt.IsZero() || c.Loss == nil || c.ServiceReference != "W-77" || c.DesiredRemedy == "" || len(c.Evidence) != 1 || c.Representative == nil {
		t.Errorf("filed %+v", c)
	}
}

func TestAGuestUsesAPageWithoutScripts(t *testing.T) {
	d := openDoor(t)
	form := []string{"Accept", browser, "Content-Type", "application/x-www-form-urlencoded"}
	shown := d.call(http.StatusAccepted, http.MethodPost, public,
		"language=de&email=wei%40example.test&name=&subject=Fee&statement=Twice&desiredRemedy=&representative.name=Wei&representative.contact=wei%40example.test&representative.authorization=Power", form...).Body.String()
	_, after, found := strings.Cut(shown, "Aktenzeichen ist ")
	if !found {
		t.Fatalf("no reference on\n%s", shown)
	}
	id := strings.ReplaceAll(after[:14], "-", "")
	if r := d.read(id).Representative; r == nil || r.Name != "Wei" || r.Authorization != "Power" {
		t.Errorf("the representative is %+v", r)
	}
	path := d.enter(id)
	for _, want := range []string{`<html lang="de">`, `action="` + path[len(public)+1:] + `/messages"`, "Wir haben sie erhalten", "Bis"} {
		if shown := d.call(http.StatusOK, http.MethodGet, path, "", form...).Body.String(); !strings.Contains(shown, want) {
			t.Errorf("the page lacks %s:\n%s", want, shown)
		}
	}
	shown = d.call(http.StatusOK, http.MethodPost, path+"/messages", "body=Mehr+dazu", form...).Body.String()
	if !strings.Contains(shown, "Ihre Beschwerde") || !strings.Contains(shown, `action="../`+path[len(public)+1:]+`/messages"`) {
		t.Errorf("after a message:\n%s", shown)
	}
	shown = d.call(http.StatusUnprocessableEntity, http.MethodPost, path+"/messages", "body=", form...).Body.String()
	if !strings.Contains(shown, "Das hat nicht geklappt") {
		t.Errorf("after nothing:\n%s", shown)
	}
}

func TestARepetitionIsNoFurtherFiling(t *testing.T) {
	d := openDoor(t)
	id := d.file(asAGuest, "Idempotency-Key", "k")
	for range 5 {
		if again := d.file(asAGuest, "Idempotency-Key", "k"); again != id {
			t.Errorf("the same filing is %s, and then %s", id, again)
		}
	}
	d.call(http.StatusUnprocessableEntity, http.MethodPost, public, strings.Replace(asAGuest, "Fee", "Free", 1), "Idempotency-Key", "k")
	other := strings.Replace(asAGuest, "Wei@example.test", "bo@example.test", 1)
	if d.file(other, "Idempotency-Key", "k") == id {
		t.Error("two guests share a key")
	}
}

func TestFilingsOfAnAddressAndOfANetworkAreLimited(t *testing.T) {
	d := openDoor(t)
	for range guest.ByAddress.Most {
		d.file(asAGuest)
	}
	if wait := d.call(http.StatusTooManyRequests, http.MethodPost, public, strings.ReplaceAll(asAGuest, "Wei@", " wei@")).Header().Get("Retry-After"); wait != "3600" {
		t.Errorf("told to wait %s", wait)
	}
	for i := range guest.ByNetwork.Most - guest.ByAddress.Most - 1 {
		d.file(strings.ReplaceAll(asAGuest, "Wei@", string(rune('a'+i))+"@"))
	}
	d.call(http.StatusTooManyRequests, http.MethodPost, public, strings.ReplaceAll(asAGuest, "Wei@", "last@"))
	d.now = d.now.Add(time.Hour)
	d.file(asAGuest)
}

func TestALinkOpensItsOwnComplaintUntilItEnds(t *testing.T) {
	d := openDoor(t)
	id := d.file(asAGuest)
	path := d.enter(id)
	letter, _, err := d.links.Issue(t.Context(), link.Link{Purpose: link.Letter, Kind: event.Complaint, ID: id, Seq: 1, Language: "de"})
	if err != nil {
		t.Fatal(err)
	}
	for name, wrong := range map[string]string{
		"another token": public + "/" + strings.Repeat("A", 43), "the id": public + "/" + id,
		"the link of a letter": public + "/" + letter[strings.LastIndex(letter, "/")+1:],
	} {
		for _, body := range []string{`{"body":"Hello"}`, `{"body":1}`} {
			if w := d.call(http.StatusNotFound, http.MethodPost, wrong+"/messages", body); strings.Contains(w.Body.String(), "Wei") {
				t.Errorf("%s tells of the guest", name)
			}
		}
	}
	d.now = d.now.Add(time.Second)
	d.call(http.StatusOK, http.MethodPost, path+"/link-revocations", `{"reason":"My mailbox was stolen."}`)
	d.call(http.StatusGone, http.MethodGet, path, "")
	d.now = d.now.Add(time.Second)
	fresh := d.enter(id)
	d.call(http.StatusOK, http.MethodGet, fresh, "")
	d.now = d.now.Add(link.Life)
	d.call(http.StatusGone, http.MethodGet, fresh, "")
}

func TestStaffReadTheLettersThatTheySendOnPaper(t *testing.T) {
	d := openDoor(t)
	path := d.filed()
	d.post(cora, path+"/acknowledgement", `{"admissible":true}`, http.StatusOK)
	list := d.get(cora, path+"/documents", http.StatusOK).Body.String()
	for _, want := range []string{`"seq":1,"document":"receipt"`, `"document":"acknowledgement"`} {
		if !strings.Contains(list, want) {
			t.Errorf("the list lacks %s: %s", want, list)
		}
	}
	d.get(wei, path+"/documents", http.StatusNotFound)
	d.get(alice, path+"/documents/1", http.StatusOK)
	d.get(wei, path+"/documents/1", http.StatusNotFound)
	d.get(alice, path+"/documents/999", http.StatusNotFound)
	w := webtest.Do(t, complaints.Pages(d.server), webtest.Request{
		Method: http.MethodGet, Path: path + "/documents/1", As: cora, Header: map[string]string{"Accept": browser},
	})
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "My withdrawal is blocked since Friday.") || w.Header().Get("Content-Security-Policy") == "" {
		t.Errorf("%d %v\n%s", w.Code, w.Header(), w.Body)
	}
}

func TestOnlyStaffSayWhoseComplaintItIs(t *testing.T) {
	d := openDoor(t)
	id := d.file(asAGuest)
	d.get(alice, "/v1/complaints/"+id, http.StatusNotFound)
	d.post(cora, "/v1/complaints/"+id+"/customer", `{"customerId":"alice"}`, http.StatusOK)
	d.get(alice, "/v1/complaints/"+id, http.StatusOK)
	if shown := d.call(http.StatusOK, http.MethodGet, d.enter(id), "").Body.String(); strings.Contains(shown, `"alice"`) {
		t.Errorf("who filed learns whose account it is: %s", shown)
	}
}
