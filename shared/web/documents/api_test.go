package documents_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the machine need not have zone files

	"aftercare/shared/complaint"
	"aftercare/shared/document"
	"aftercare/shared/event"
	"aftercare/shared/link"
	"aftercare/shared/memory"
	"aftercare/shared/page"
	"aftercare/shared/ticket"
	"aftercare/shared/web"
	"aftercare/shared/web/documents"
	"aftercare/shared/web/webtest"
)

const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" // as browsers say it

// cabinet is the API with one letter.
type cabinet struct {
	http.Handler
	time  time.Time
	store *memory.Store
	path  string
}

func newCabinet(t *testing.T) *cabinet {
	t.Helper()
	c := &cabinet{time: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	now := func() time.Time { return c.time }
	c.store = memory.New(now)
	regime, err := complaint.NewRegime(complaint.MiCA, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	tickets := ticket.NewService(c.store, c.store, now)
	complaints := complaint.NewService(c.store, c.store, tickets, regime, now)
	_, err = complaints.File(t.Context(), complaint.FilingCommand{
		ID: "0123456789AB", FilingText: complaint.FilingText{Subject: "Gebühr", Statement: "<b>Doppelt</b>", Language: "de-AT"},
		Customer: ticket.Customer{ID: "alice", Assurance: ticket.Authenticated}, Channel: ticket.Web,
	}, complaint.Who{Actor: event.Actor{Kind: event.Customer, ID: "alice"}})
	if err != nil {
		t.Fatal(err)
	}
	links := link.NewLinks(c.store, "", now)
	c.path, _, err = links.Issue(t.Context(), link.Link{
		Purpose: link.Letter, Kind: event.Complaint, ID: "0123456789AB", Seq: 1, Language: "de",
		House: document.House{Company: "Example Exchange", ComplaintsEmail: "complaints@example.test", Zone: "Europe/Vienna"},
	})
	if err != nil {
		t.Fatal(err)
	}
	server := web.New("Documents", slog.New(slog.NewTextHandler(io.Discard, nil)))
	documents.API{
		Letters: link.NewLetters(links, c.store),
		Published: document.Published{
			House:  document.House{Company: "Example Exchange", ComplaintsEmail: "complaints@example.test", Zone: "Europe/Vienna"},
			Regime: regime, Languages: []string{"en", "de"},
		},
	}.Register(server.API)
	c.Handler = documents.Pages(server)
	return c
}

// get reads a path, and checks what every answer must have.
func (c *cabinet) get(t *testing.T, path, accept string, status int) string {
	t.Helper()
	w := webtest.Do(t, c, webtest.Request{Method: http.MethodGet, Path: path, Header: map[string]string{"Accept": accept, "Accept-Language": "zh"}})
	if w.Code != status {
		t.Fatalf("%s gives %d, want %d: %s", path, w.Code, status, w.Body)
	}
	for name, want := range map[string]string{
		"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Vary": "Accept, Content-Type",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if accept == browser {
		if got := w.Header().Get("Content-Security-Policy"); got != page.Policy || !strings.Contains(got, "default-src 'none'") {
			t.Errorf("the policy is %q", got)
		}
	}
	return w.Body.String()
}

func TestALetterIsReadBehindItsLink(t *testing.T) {
	c := newCabinet(t)
	shown := c.get(t, c.path, browser, http.StatusOK)
	for _, want := range []string{`<html lang="de">`, "Wir haben Ihre Beschwerde erhalten", "&lt;b&gt;Doppelt&lt;/b&gt;", "0123-4567-89AB", "22. November 2026, 13:00 CET"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the page lacks %s:\n%s", want, shown)
		}
	}
	var letter documents.Letter
	if err := json.Unmarshal([]byte(c.get(t, c.path, "application/json", http.StatusOK)), &letter); err != nil {
		t.Fatal(err)
	}
	if letter.Kind != "receipt" || letter.Reference != "0123-4567-89AB" || !strings.Contains(letter.Text, "Doppelt") {
		t.Errorf("%+v", letter)
	}
}

func TestALinkEnds(t *testing.T) {
	c := newCabinet(t)
	c.time = c.time.Add(link.Life)
	if shown := c.get(t, c.path, browser, http.StatusGone); !strings.Contains(shown, "Dieser Link gilt nicht mehr") || strings.Contains(shown, "Doppelt") {
		t.Errorf("what an ended link shows:\n%s", shown)
	}
	c.get(t, c.path, "application/json", http.StatusGone)
}

func TestWhatIsNoLinkShowsNothing(t *testing.T) {
	c := newCabinet(t)
	for _, path := range []string{c.path + "A", c.path[:len(c.path)-1], "/v1/public/documents/" + strings.Repeat("A", 43)} {
		if shown := c.get(t, path, browser, http.StatusNotFound); !strings.Contains(shown, "此链接无效") {
			t.Errorf("%s shows\n%s", path, shown)
		}
	}
}

func TestTheProcedureIsPublishedInEachLanguage(t *testing.T) {
	c := newCabinet(t)
	for lang, want := range map[string][]string{
		"en": {"within 24 hours of receipt", "within 15 days of receipt", "within 2 months of receipt", "It costs you nothing", "complaints@example.test"},
		"de": {"innerhalb von 24 Stunden nach Eingang", "innerhalb von 2 Monaten nach Eingang", "kostet Sie nichts", "complaints@example.test"},
		"zh": {"收到后 24 小时内", "收到后 2 个月内", "不收取任何费用", "complaints@example.test"},
	} {
		shown := c.get(t, "/v1/public/complaints?language="+lang, browser, http.StatusOK)
		for _, words := range append(want, `<html lang="`+lang+`">`, "English, Deutsch", `href="complaints/template?language=`+lang, `<form method="post" action="complaints">`) {
			if !strings.Contains(shown, words) {
				t.Errorf("the page in %s lacks %s", lang, words)
			}
		}
		if strings.Contains(shown, "<script") || strings.Contains(shown, `<th scope="row"></th>`) {
			t.Errorf("the page in %s needs a script, or has a limit without a name", lang)
		}
		template := c.get(t, "/v1/public/complaints/template?language="+lang, browser, http.StatusOK)
		if !strings.Contains(template, `<html lang="`+lang+`">`) || strings.Count(template, "<td></td>") < 12 {
			t.Errorf("the template in %s:\n%s", lang, template)
		}
	}
	if shown := c.get(t, "/v1/public/complaints", browser, http.StatusOK); !strings.Contains(shown, `<html lang="zh">`) {
		t.Error("the browser's language is not spoken")
	}
	var told documents.Procedure
	if err := json.Unmarshal([]byte(c.get(t, "/v1/public/complaints?language=de", "application/json", http.StatusOK)), &told); err != nil {
		t.Fatal(err)
	}
	if !told.FreeOfCharge || told.Jurisdiction != "mica" || len(told.Timeframes) != 4 || told.Timeframes[3].Within.Months != 2 || told.Language != "de" {
		t.Errorf("%+v", told)
	}
}
