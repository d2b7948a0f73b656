package e2e

import (
	"crypto/rand"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

var (
	letterLink = regexp.MustCompile(`https?://[^\s"<>]+/v1/public/documents/[\w-]+`)
	guestLink  = regexp.MustCompile(`https?://[^\s"<>]+/v1/public/complaints/[\w-]+`)
)

// mailed waits for a mail to an address whose subject ends with words, and gives its text.
func (s *stack) mailed(t *testing.T, to, subject string) string {
	t.Helper()
	text := ""
	eventually(t, "the mail "+subject, func() bool {
		for _, letter := range s.letters(t, to) {
			if strings.HasSuffix(letter.Subject, subject) {
				text = letter.BodyText
			}
		}
		return text != ""
	})
	return text
}

func TestEveryLetterOfAProcedureIsMailedAndReadBehindItsLink(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	alice, cora := customer(t), newPerson(t, who{group: "compliance"})
	c := into[complaint](alice.post(t, "/v1/complaints", map[string]any{
		"subject": "Gebühr doppelt", "statement": "Eine Auszahlung, zwei Gebühren.", "desiredRemedy": "Eine zurück.", "language": "de",
	}).want(http.StatusCreated))
	path := "/v1/complaints/" + c.ID
	page := func(subject string) string {
		t.Helper()
		link := letterLink.FindString(s.mailed(t, alice.Email, subject))
		if link == "" {
			t.Fatalf("the mail %q has no link", subject)
		}
		got := request(t, s, http.MethodGet, link, "", nil, "Accept", "text/html").want(http.StatusOK)
		for header, want := range map[string]string{"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"} {
			if got := got.Header.Get(header); got != want {
				t.Errorf("%s: %s", header, got)
			}
		}
		if !strings.Contains(got.Header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("Content-Security-Policy %s", got.Header.Get("Content-Security-Policy"))
		}
		request(t, s, http.MethodGet, link[:len(link)-4]+"AAAA", "", nil).want(http.StatusNotFound)
		return string(got.Body)
	}
	receipt := page("Wir haben Ihre Beschwerde erhalten")
	if !strings.Contains(receipt, "Eine Auszahlung, zwei Gebühren.") || !strings.Contains(receipt, c.Reference) {
		t.Errorf("the receipt lacks its copy:\n%s", receipt)
	}
	cora.post(t, path+"/acknowledgement", map[string]any{"admissible": true}).want(http.StatusOK)
	page("Wir nehmen Ihre Beschwerde an")
	cora.post(t, path+"/investigation", map[string]any{
		"understanding": "Zwei Gebühren.", "points": []any{map[string]any{"id": "p1", "text": "Die zweite Gebühr"}},
	}).want(http.StatusOK)
	cora.post(t, path+"/information-requests", map[string]any{"question": "Welches Konto?"}).want(http.StatusOK)
	if shown := page("Frage zu Ihrer Beschwerde"); !strings.Contains(shown, "Welches Konto?") {
		t.Errorf("the question is not told:\n%s", shown)
	}
	cora.post(t, path+"/delay", map[string]any{"reasons": "Wir warten auf die Bank.", "decisionBy": "2100-01-01T00:00:00Z"}).want(http.StatusOK)
	if shown := page("verspätet sich"); !strings.Contains(shown, "Wir warten auf die Bank.") || !strings.Contains(shown, "1. Januar 2100") {
		t.Errorf("the delay is not told:\n%s", shown)
	}
	cora.post(t, path+"/findings", map[string]any{"summary": "Sie war zu viel.", "upheld": "yes"}).want(http.StatusOK)
	cora.post(t, path+"/solution", map[string]any{
		"statement": "Wir erstatten sie.", "answers": []any{map[string]any{"point": "p1", "text": "Sie haben recht."}},
		"remedies": []string{"apology"}, "expectedBy": "2100-01-01T00:00:00Z", "reasoning": "Das Protokoll zeigt zwei.",
	}).want(http.StatusOK)
	if shown := page("] Unsere Entscheidung über Ihre Beschwerde"); !strings.Contains(shown, "Sie haben recht.") || !strings.Contains(shown, "Das Protokoll zeigt zwei.") {
		t.Errorf("the decision lacks the answer or the reasons:\n%s", shown)
	}
	if again := page("Wir haben Ihre Beschwerde erhalten"); again != receipt {
		t.Error("the receipt reads otherwise after the decision")
	}

	alice.post(t, path+"/paper-copies", map[string]any{"document": "decision", "address": "1 Main Street"}).want(http.StatusOK)
	cora.post(t, path+"/paper-copies/1/dispatch", map[string]any{}).want(http.StatusOK)
	old := letterLink.FindString(s.mailed(t, alice.Email, "Wir haben Ihre Beschwerde erhalten"))
	cora.post(t, path+"/link-revocations", map[string]any{"reason": "A mailbox was stolen."}).want(http.StatusOK)
	request(t, s, http.MethodGet, old, "", nil, "Accept", "text/html").want(http.StatusGone)
}

func TestAGuestComplainsByMailAndLink(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	email := "guest." + strings.ToLower(rand.Text()) + "@example.test"
	filed := request(t, s, http.MethodPost, "/v1/public/complaints", "", map[string]any{
		"email": email, "subject": "Account closed", "statement": "Without a word.",
		"representative": map[string]any{"name": "Wei", "contact": email, "authorization": "Power of attorney of 1 May"},
	}).want(http.StatusAccepted)
	reference := into[struct{ Reference string }](filed).Reference
	text := s.mailed(t, email, "We have received your complaint")
	link := guestLink.FindString(text)
	if link == "" || !strings.Contains(text, "Power of attorney of 1 May") {
		t.Fatalf("the receipt lacks the link or the copy:\n%s", text)
	}
	got := into[complaint](request(t, s, http.MethodGet, link, "", nil).want(http.StatusOK))
	if got.Reference != reference || got.Status != "received" {
		t.Errorf("%+v", got)
	}
	page := request(t, s, http.MethodGet, link, "", nil, "Accept", "text/html").want(http.StatusOK)
	if !strings.Contains(string(page.Body), `/messages"`) {
		t.Errorf("the page has no form:\n%s", page.Body)
	}
	request(t, s, http.MethodPost, link+"/messages", "", map[string]any{"body": "Please hurry."}).want(http.StatusOK)
	request(t, s, http.MethodPost, link+"/escalation", "", map[string]any{"reason": "I want a superior."}).want(http.StatusOK)
	request(t, s, http.MethodPost, link+"/acknowledgement", "", map[string]any{"admissible": true}).want(http.StatusNotFound)
	request(t, s, http.MethodPost, link+"/withdrawal", "", map[string]any{}).want(http.StatusOK)
	s.mailed(t, email, "is closed")

	for _, path := range []string{"/v1/public/complaints?language=de", "/v1/public/complaints/template?language=zh"} {
		request(t, s, http.MethodGet, path, "", nil, "Accept", "text/html").want(http.StatusOK)
	}
}
