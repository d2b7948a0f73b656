package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// preferences are what a customer said about being asked by mail.
type preferences struct{ Surveys bool }

func TestOneClickEndsQuestionsByMailUntilTheCustomerWantsThemAgain(t *testing.T) {
	t.Parallel()
	s, lin, alice := deployed(t), lead(t), customer(t)
	solved(t, alice)
	link := asked(t, alice)
	request(t, s, http.MethodPost, link, "", map[string]any{"score": 5}).want(http.StatusCreated)
	refusal := link + "/unsubscription"
	for _, letter := range s.letters(t, alice.Email) {
		if surveyLink.MatchString(letter.BodyText) && !strings.Contains(letter.BodyText, refusal+"\n") {
			t.Errorf("the mail does not say how to refuse further ones:\n%s", letter.BodyText)
		}
	}
	read := func() *answer { return alice.get(t, "/v1/feedback/preferences").want(http.StatusOK) }

	// A scanner that follows the link, whatever it adds, refuses nothing.
	request(t, s, http.MethodGet, refusal+"?List-Unsubscribe=One-Click", "", nil, "Accept", "text/html").want(http.StatusOK)
	if !into[preferences](read()).Surveys {
		t.Fatal("looking refused")
	}
	// What a mail provider sends (RFC 8058, 3.2).
	const parts = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n"
	for range 2 {
		done := request(t, s, http.MethodPost, refusal, "", parts, "Content-Type", "multipart/form-data; boundary=b").want(http.StatusOK)
		if into[preferences](done).Surveys {
			t.Errorf("answers %s", done.Body)
		}
	}
	request(t, s, http.MethodPost, refusal, "", "List-Unsubscribe=One-Click", "Content-Type", "application/x-www-form-urlencoded").want(http.StatusOK)
	if into[preferences](read()).Surveys {
		t.Fatal("the refusal is not kept")
	}

	// The app shows a question all the same, of which no mail tells.
	id := visited(t, alice, "en", alice.Email)
	eventually(t, "it is shown", func() bool {
		return into[struct{ State string }](lin.get(t, "/v1/feedback/surveys/"+id).want(http.StatusOK)).State == "sent"
	})
	if n := len(alice.questions(t)); n != 1 {
		t.Errorf("%d questions by mail", n)
	}

	alice.call(t, http.MethodPut, "/v1/feedback/preferences", map[string]any{"surveys": true}, "If-Match", read().Header.Get("ETag")).want(http.StatusOK)
	solved(t, alice)
	eventually(t, "the next question", func() bool { return len(alice.questions(t)) == 2 })
}
