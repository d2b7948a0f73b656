package e2e

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// sight is a page that is looked at in a browser, and how to get there.
type sight struct {
	Name     string `json:"name"`
	Language string `json:"language"`
	URL      string `json:"url"`
	Steps    []step `json:"steps,omitempty"`
	Status   int    `json:"status,omitempty"` // where it is not 200
	Print    bool   `json:"print,omitempty"`
}

// step is one thing that a reader does, each by a CSS selector.
type step struct {
	Click string `json:"click,omitempty"`
	Fill  string `json:"fill,omitempty"`
	With  string `json:"with,omitempty"`
	Send  string `json:"send,omitempty"`
}

// variants is in how many ways each page is looked at: wide and narrow, light and dark; two more in print.
const variants = 4

// tongues are the languages that pages are looked at in.
var tongues = []string{"en", "zh"}

// Every page reads well in every language, window and scheme, asks nobody else for anything, works without scripts,
// and gives axe-core nothing to find. The pictures are kept in .local/browser/pictures. Those of the question that the calendar asks
// are looked at where the calendar is tried.
func TestPagesInABrowser(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	browser(t)
	month := monthOf(time.Now())
	s.publishes(t, month)
	var sights []sight
	for _, tongue := range tongues {
		sights = append(sights, s.surveyPages(t, tongue)...)
		sights = append(sights, s.followUpPages(t, tongue)...)
		sights = append(sights, s.complaintPages(t, tongue)...)
		sights = append(sights, s.storyPages(t, tongue)...)
		sights = append(sights, s.publishedPages(tongue, month)...)
	}
	look(t, sights)
}

// browser gives the folder of the browser, without which nothing can be looked at.
func browser(t *testing.T) string {
	t.Helper()
	home := os.Getenv("AFTERCARE_BROWSER")
	if home == "" {
		t.Skip("AFTERCARE_BROWSER names no browser: scripts/test installs one")
	}
	return home
}

// looking is held by who looks: the browser unpacks itself when it is started first, which two must not do at once.
var looking sync.Mutex

// look looks at pages.
func look(t *testing.T, sights []sight) {
	t.Helper()
	pictures, err := filepath.Abs(filepath.Join(browser(t), "pictures"))
	if err != nil {
		t.Fatal(err)
	}
	looking.Lock()
	defer looking.Unlock()
	job, err := json.Marshal(map[string]any{"pictures": pictures, "pages": sights})
	if err != nil {
		t.Fatal(err)
	}
	look := exec.CommandContext(t.Context(), "node", "../browser/look.mjs")
	look.Stdin = bytes.NewReader(job)
	var complaints bytes.Buffer
	look.Stderr = &complaints
	out, err := look.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, out, &complaints)
	}
	looked := 0
	for found := json.NewDecoder(bytes.NewReader(out)); found.More(); looked++ {
		var page struct {
			Name, Language string
			Seen, Wrong    []string
		}
		if err := found.Decode(&page); err != nil {
			t.Fatal(err)
		}
		if len(page.Wrong) > 0 || len(page.Seen) < variants {
			t.Errorf("%s in %s, seen %v:\n  %s", page.Name, page.Language, page.Seen, strings.Join(page.Wrong, "\n  "))
		}
	}
	if looked != len(sights) {
		t.Errorf("looked at %d of %d pages", looked, len(sights))
	}
}

// surveyPages are what a customer sees who is asked about a case.
func (s *stack) surveyPages(t *testing.T, tongue string) []sight {
	t.Helper()
	link, liked := asked(t, s.solvedIn(t, tongue)), asked(t, s.solvedIn(t, tongue))
	return []sight{
		{Name: "survey", Language: tongue, URL: link + "?score=4"},
		{Name: "survey-thanks", Language: tongue, URL: link, Steps: []step{
			{Click: "input[name=score][value='5']"}, {Fill: "textarea", With: "好 Quick and kind."}, {Send: "button"},
		}},
		{Name: "survey-unsubscription", Language: tongue, URL: link + "/unsubscription"},
		{Name: "survey-unsubscribed", Language: tongue, URL: link + "/unsubscription", Steps: []step{{Send: "button"}}},
		{Name: "survey-story-allowed", Language: tongue, URL: liked + "?score=5", Steps: []step{
			{Fill: "textarea", With: "好 Quick and kind."}, {Send: "button"}, {Send: "form[action$='/story'] button"},
		}},
		{Name: "survey-unknown", Language: tongue, URL: link[:len(link)-4] + "AAAA", Status: http.StatusNotFound},
	}
}

// followUpPages are what a customer sees who helped themselves, and who was not satisfied and is asked whether it is put
// right.
func (s *stack) followUpPages(t *testing.T, tongue string) []sight {
	t.Helper()
	wei := newPerson(t, who{locale: tongue})
	visited(t, wei, tongue, wei.Email)
	alice := s.solvedIn(t, tongue)
	request(t, s, http.MethodPost, asked(t, alice), "", map[string]any{"score": 1}).want(http.StatusCreated)
	opened := loopOf(t, alice, "open")
	agent(t).post(t, "/v1/tickets/"+opened.TicketID+"/solution", map[string]any{"body": "Now it is."}).want(http.StatusOK)
	link := mailed(t, alice, followUpLink, 1)
	return []sight{
		{Name: "survey-effort", Language: tongue, URL: mailed(t, wei, surveyLink, 1) + "?score=6"},
		{Name: "follow-up", Language: tongue, URL: link + "?satisfied=true"},
		{Name: "follow-up-thanks", Language: tongue, URL: link, Steps: []step{
			{Click: "input[name=satisfied][value='false']"}, {Fill: "textarea", With: "好 Not yet."}, {Send: "button"},
		}},
	}
}

// storyPages are what a customer sees whose words may be published, in the states in which they decide, and what
// everybody reads.
func (s *stack) storyPages(t *testing.T, tongue string) []sight {
	t.Helper()
	lin := lead(t)
	praises := func() (alice *person, praise string) {
		alice = newPerson(t, who{locale: tongue})
		return alice, into[given](alice.post(t, "/v1/feedback", map[string]any{"kind": "praise", "body": "Quick and kind. 又快又好。"}).want(http.StatusCreated)).ID
	}
	wei, praise := praises()
	lin.post(t, "/v1/stories", map[string]any{"feedbackId": praise}).want(http.StatusCreated)
	submitted := func() (alice *person, path, door string) {
		alice, praise := praises()
		path = alice.post(t, "/v1/stories", map[string]any{"feedbackId": praise}).want(http.StatusCreated).Header.Get("Location")
		lin.call(t, http.MethodPut, path, map[string]any{"text": "Quick and kind. 又快又好。"}, "If-Match", "*").want(http.StatusOK)
		lin.post(t, path+"/submission", nil).want(http.StatusOK)
		return alice, path, mailed(t, alice, storyLink, 1)
	}
	_, _, waiting := submitted()
	_, _, taken := submitted()
	alice, path, published := submitted()
	alice.post(t, path+"/approval", map[string]any{"edition": 1}).want(http.StatusOK)
	lin.post(t, path+"/publication", nil).want(http.StatusOK)
	approve, withdraw := "form:has([value=approve]) button", "form:has([value=withdraw]) button"
	return []sight{
		{Name: "story-asked", Language: tongue, URL: mailed(t, wei, storyLink, 1)},
		{Name: "story-to-approve", Language: tongue, URL: waiting},
		{Name: "story-approved-and-withdrawn", Language: tongue, URL: taken, Steps: []step{{Send: approve}, {Send: withdraw}}},
		{Name: "story-published", Language: tongue, URL: published},
		{Name: "stories", Language: tongue, URL: s.public("/stories"), Print: true},
	}
}

// public is the address of what needs no token.
func (s *stack) public(path string) string {
	return strings.TrimSuffix(s.APIURL, "/") + "/v1/public" + path
}

// publishedPages are what everybody sees.
func (s *stack) publishedPages(tongue, month string) []sight {
	return []sight{
		{Name: "promises", Language: tongue, URL: s.public("/promises"), Print: true},
		{Name: "transparency-months", Language: tongue, URL: s.public("/transparency"), Print: true},
		{Name: "transparency", Language: tongue, URL: s.public("/transparency/" + month), Print: true},
	}
}

// publishes lets there be a report of a month.
func (s *stack) publishes(t *testing.T, month string) {
	t.Helper()
	if request(t, s, http.MethodGet, s.public("/transparency/"+month), "", nil).Status == http.StatusOK {
		return
	}
	s.solvedIn(t, "en") // a month of nothing has no report
	s.rollsUp(t)
	newPerson(t, who{group: "admin"}).freezes(t, month)
	newPerson(t, who{group: "compliance"}).post(t, "/v1/reports/"+month+"/approval", map[string]any{"decision": "approved"}).want(http.StatusOK)
}

// solvedIn gives a customer of a language whose case was solved.
func (s *stack) solvedIn(t *testing.T, tongue string) *person {
	t.Helper()
	alice := newPerson(t, who{locale: tongue})
	body := opening("To be solved")
	body["language"] = tongue
	ticket := alice.opens(t, body)
	agent(t).post(t, "/v1/tickets/"+ticket.ID+"/solution", map[string]any{"body": "Done."}).want(http.StatusOK)
	return alice
}

// complaintPages are what is published of the procedure, and what a guest sees behind a link.
func (s *stack) complaintPages(t *testing.T, tongue string) []sight {
	t.Helper()
	email := "guest." + strings.ToLower(rand.Text()) + "@example.test"
	request(t, s, http.MethodPost, "/v1/public/complaints", "", map[string]any{
		"email": email, "subject": "Account closed", "statement": "Without a word. 没有任何说明。", "language": tongue,
	}).want(http.StatusAccepted)
	link := ""
	eventually(t, "the receipt", func() bool {
		for _, l := range s.letters(t, email) {
			link = guestLink.FindString(l.BodyText)
		}
		return link != ""
	})
	public := s.public("/complaints")
	return []sight{
		{Name: "complaints", Language: tongue, URL: public, Print: true},
		{Name: "complaints-template", Language: tongue, URL: public + "/template", Print: true},
		{Name: "complaint-guest", Language: tongue, URL: link},
	}
}
