package e2e

import (
	"strings"
	"testing"
	"unicode"
)

func TestAutomaticReplyComesOnceInTheUsersLanguage(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	for _, language := range []string{"en", "zh"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			alice := newPerson(t, who{locale: language})
			body := opening("Peculiar-subject")
			body["body"] = "Peculiar-words that no mail may repeat."
			ticket := alice.opens(t, body)
			eventually(t, "the automatic reply", func() bool { return len(s.letters(t, alice.Email)) > 0 })
			letter := s.letters(t, alice.Email)[0]
			if !strings.Contains(letter.Subject+letter.BodyText, ticket.Reference) {
				t.Errorf("no reference in %q", letter.Subject)
			}
			if strings.Contains(letter.BodyText, "Peculiar-words") {
				t.Error("the user's own text is in it")
			}
			if han := strings.ContainsFunc(letter.BodyText, func(r rune) bool { return unicode.Is(unicode.Han, r) }); han != (language == "zh") {
				t.Errorf("another language than %s: %s", language, letter.BodyText)
			}
			if status := alice.reads(t, ticket.ID).Status; status != "new" {
				t.Errorf("the automatic reply made the ticket %s", status)
			}
		})
	}
}

func TestAutomaticMessageGetsNoReply(t *testing.T) {
	t.Parallel()
	s, alice, bo := deployed(t), customer(t), agent(t)
	robot := contact(alice, "email", "I am out of office.")
	robot.Data["automatic"] = true
	s.send(t, robot.String())
	ticket := alice.only(t)
	// A ticket of a person, opened after it, has its reply: then the robot's would be there, too.
	later := customer(t)
	s.send(t, contact(later, "email", "Hello?").String())
	later.only(t)
	eventually(t, "the reply to a person", func() bool { return len(s.letters(t, later.Email)) > 0 })
	if n := len(s.letters(t, alice.Email)); n != 0 {
		t.Errorf("%d mails to a robot", n)
	}
	if n := count(bo.timeline(t, "tickets/"+ticket.ID), "notice.sent", nil); n != 0 {
		t.Errorf("%d notices", n)
	}
}
