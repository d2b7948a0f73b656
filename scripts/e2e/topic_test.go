package e2e

import (
	"crypto/rand"
	"net/http"
	"strings"
	"testing"
	"time"
)

// topic is what is found in what customers write.
type topic struct {
	ID, Status, Language string
	Version              int
	Label                []string
	Terms                []struct{ Text string }
	Growth               struct {
		Count int
		Weeks []struct{ Count int }
	}
	Suggestion struct{ Decision string }
	Decision   *struct{ Decision, Note, By string }
	Examples   []struct{ Quote string }
	Cases      []struct{ Kind, ID, Reference string }
}

// Many people write about one new thing, in English and in Chinese: it is offered with its cases, and decided on.
func TestWhatManyWriteAboutBecomesATopic(t *testing.T) {
	t.Parallel()
	const people = 30
	s := deployed(t)
	word := letters(10)
	pair := string([]rune{rare(t), rare(t)}) // two characters that stand side by side in no other test
	for _, body := range []string{"How do I open the " + word + " page? I am Zora Example, zora@example.com, and paid 12,345.67 EUR.", "请问怎么打开" + pair + "页面？谢谢"} {
		for range people {
			e := contact(&person{ID: "test-" + rand.Text(), Email: "p" + strings.ToLower(rand.Text()) + "@example.test"}, "chat", body)
			e.Data["subject"] = "Help"
			s.send(t, e.String())
		}
	}
	bo, lin := agent(t), lead(t)
	today := time.Now().UTC().Format(time.DateOnly)
	for _, of := range []struct{ language, term string }{{"en", word}, {"zh", pair}} {
		var found topic
		within(t, 4*time.Minute, "a topic about "+of.term, func() bool {
			s.invoke(t, "topics", map[string]string{"through": today})
			found = bo.topic(t, of.language, of.term)
			return found.ID != ""
		})
		path := "/v1/topics/" + found.ID
		shown := into[topic](bo.get(t, path).want(http.StatusOK))
		if shown.Status != "offered" || shown.Suggestion.Decision != "article" || shown.Growth.Count < 5 || len(shown.Growth.Weeks) != 5 || len(shown.Cases) < 5 || len(shown.Examples) == 0 {
			t.Fatalf("shown as %+v", shown)
		}
		for _, example := range shown.Examples {
			if !strings.Contains(example.Quote, of.term) || strings.ContainsAny(example.Quote, "0123456789@") || strings.Contains(example.Quote, "Zora") {
				t.Errorf("quotes %q", example.Quote)
			}
		}
		if c := into[ticket](bo.get(t, "/v1/tickets/"+shown.Cases[0].ID).want(http.StatusOK)); c.Reference != shown.Cases[0].Reference {
			t.Errorf("the case %+v is not the ticket %s", shown.Cases[0], c.Reference)
		}
		customer(t).get(t, path).want(http.StatusForbidden)
		bo.post(t, path+"/decision", map[string]any{"decision": "article"}).want(http.StatusForbidden)
		lin.post(t, path+"/decision", map[string]any{"decision": "article", "assignee": "whoever likes to"}).want(http.StatusUnprocessableEntity)
		decided := into[topic](lin.post(t, path+"/decision", map[string]any{"decision": "article", "note": "Write it.", "assignee": bo.ID}).want(http.StatusOK))
		if decided.Status != "article" || decided.Version <= shown.Version || decided.Decision == nil || decided.Decision.Note != "Write it." {
			t.Errorf("decided as %+v", decided)
		}
		eventually(t, "topic.found and topic.decided on the bus", func() bool {
			told := map[string]bool{}
			for _, l := range s.logged(t, "relay", "topic "+found.ID) {
				told[l.Type] = true
			}
			return told["topic.found"] && told["topic.decided"]
		})
	}
}

// topic finds the one of a language with a term; the zero topic while there is none.
func (p *person) topic(t *testing.T, language, term string) topic {
	t.Helper()
	for _, found := range all[topic](t, p, "/v1/topics?language="+language) {
		for _, named := range found.Terms {
			if named.Text == term {
				return found
			}
		}
	}
	return topic{}
}

// letters is a word that nobody wrote before.
func letters(n int) string {
	word := ""
	for len(word) < n {
		word += strings.Trim(strings.ToLower(rand.Text()), "234567")
		word = strings.Map(func(r rune) rune {
			if r < 'a' || r > 'z' {
				return -1
			}
			return r
		}, word)
	}
	return word[:n]
}

// rare is a Chinese character that is in few texts, and none of those that stand for no topic, such as 那 and 都.
func rare(t *testing.T) rune {
	t.Helper()
	b := make([]byte, 2)
	if _, err := rand.Read(b); err != nil {
		t.Fatal(err)
	}
	return rune(0x9200 + (int(b[0])<<8|int(b[1]))%0x0c00)
}
