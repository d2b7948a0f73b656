package e2e

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// reportSummary is what becomes of the report of a month.
type reportSummary struct {
	Status    string
	Published int
	Editions  []struct {
		Edition int
		Hash    string
	}
}

// publishedReport is as much of a report as a test looks at.
type publishedReport struct {
	Edition  int
	Sections []struct {
		ID     string
		Tables []struct {
			ID      string
			Columns []struct{ Measure string }
			Rows    []struct {
				Of    string
				Total bool
				Cells []struct {
					Value  *float64
					Hidden bool
				}
			}
		}
	}
}

// figure finds a figure of a report; -1 for one that is hidden or not there. Those of all together are never hidden here.
func (r publishedReport) figure(table, of, measure string) float64 {
	for _, s := range r.Sections {
		for _, t := range s.Tables {
			for _, row := range t.Rows {
				for i, c := range t.Columns {
					if t.ID == table && (row.Of == of || row.Total && of == "total") && c.Measure == measure && row.Cells[i].Value != nil {
						return *row.Cells[i].Value
					}
				}
			}
		}
	}
	return -1
}

// From solved tickets to the published report. It runs before the tests that run at once, for a report is of everything that
// happened, and no other roll-up may come in between.
func TestFromSolvedTicketsToThePublishedReport(t *testing.T) { //nolint:paralleltest // says why above
	s := deployed(t)
	alice, bo := customer(t), agent(t)
	cora, ada := newPerson(t, who{group: "compliance"}), newPerson(t, who{group: "admin"})
	const enough = 6 // with less nothing would be told
	var ids []string
	month := withinOne(monthOf, func() {
		for range enough {
			in := opening("Is it published?")
			in["channel"] = "chat"
			id := alice.opens(t, in).ID
			bo.post(t, "/v1/tickets/"+id+"/solution", map[string]any{"body": "It is."}).want(http.StatusOK)
			ids = append(ids, id)
		}
	})
	for _, id := range ids { // what is recorded while figures are made is in the next ones
		bo.rests(t, id)
	}
	report, public := "/v1/reports/"+month, "/v1/public/transparency/"+month
	var frozen reportSummary
	eventually(t, "the figures of today", func() bool { // a roll-up counts whole seconds that are over
		s.rollsUp(t)
		frozen = ada.freezes(t, month)
		r := into[struct{ Content publishedReport }](bo.get(t, report).want(http.StatusOK))
		return r.Content.figure("channel", "total", "solved") >= enough
	})
	last := frozen.Editions[len(frozen.Editions)-1]
	if frozen.Status != "frozen" {
		t.Fatalf("%+v", frozen)
	}
	if frozen.Published == 0 {
		request(t, s, http.MethodGet, public, "", nil).want(http.StatusNotFound)
	}
	ada.post(t, report+"/approval", map[string]any{"decision": "approved"}).want(http.StatusForbidden)
	approved := into[reportSummary](cora.post(t, report+"/approval", map[string]any{"decision": "approved"}).want(http.StatusOK))
	if approved.Published != last.Edition {
		t.Fatalf("%+v", approved)
	}

	told := request(t, s, http.MethodGet, public, "", nil, "Accept", "application/json").want(http.StatusOK)
	if sum := sha256.Sum256(told.Body); hex.EncodeToString(sum[:]) != last.Hash {
		t.Errorf("what is published has another hash than %s", last.Hash)
	}
	var r publishedReport
	if err := json.Unmarshal(told.Body, &r); err != nil || r.figure("channel", "total", "opened") < enough || r.figure("keptByTarget", "total", "kept") < 0 {
		t.Errorf("%v: %s", err, told.Body)
	}
	if got := told.Header.Get("Cache-Control"); got != "public, max-age=300" {
		t.Errorf("Cache-Control: %s", got)
	}
	request(t, s, http.MethodGet, public, "", nil, "Accept", "application/json", "If-None-Match", told.Header.Get("ETag")).want(http.StatusNotModified)
	request(t, s, http.MethodHead, public, "", nil).want(http.StatusOK)
	for lang, title := range map[string]string{"en": "Transparency report", "de": "Transparenzbericht", "zh": "透明度报告"} {
		shown := request(t, s, http.MethodGet, public, "", nil, "Accept", "text/html", "Accept-Language", lang).want(http.StatusOK)
		if body := string(shown.Body); !strings.Contains(body, "<h1>"+title) || !strings.Contains(body, `role="img"`) || strings.Contains(body, "<script") {
			t.Errorf("the page in %s:\n%s", lang, body)
		}
	}
	table := request(t, s, http.MethodGet, public+"?format=csv", "", nil, "Accept", "text/html").want(http.StatusOK)
	if !strings.Contains(string(table.Body), ",volumes,channel,channel,total,solved,") {
		t.Errorf("as CSV:\n%s", table.Body)
	}
	list := string(request(t, s, http.MethodGet, "/v1/public/transparency", "", nil).want(http.StatusOK).Body)
	if !strings.Contains(list, last.Hash) {
		t.Errorf("the list lacks it: %s", list)
	}
	s.verifies(t, month)

	cora.post(t, report+"/withdrawal", map[string]any{"reason": "to try it"}).want(http.StatusOK)
	request(t, s, http.MethodGet, public, "", nil).want(http.StatusGone)
	ada.freezes(t, month)
	cora.post(t, report+"/approval", map[string]any{"decision": "approved"}).want(http.StatusOK)
	request(t, s, http.MethodGet, public, "", nil).want(http.StatusOK)
	s.invoke(t, "reports", map[string]any{}) // nothing is due
}

// freezes makes an edition of the report of a month; again while the schedule rolls figures up, of which none are frozen.
func (p *person) freezes(t *testing.T, month string) reportSummary {
	t.Helper()
	var frozen *answer
	eventually(t, "the report of "+month+" is frozen", func() bool {
		frozen = p.post(t, "/v1/reports/"+month+"/freeze", map[string]any{"reason": "to try it"})
		return frozen.Status != http.StatusConflict
	})
	return into[reportSummary](frozen.want(http.StatusOK))
}

// verifies computes a frozen report again from the timelines.
func (s *stack) verifies(t *testing.T, month string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "run", "aftercare/scripts/operate/verify-report", month)
	command.Env = append(os.Environ(), "TABLE_NAME="+s.TableName, "AWS_ENDPOINT_URL="+s.endpoint, "AWS_REGION=us-east-1",
		"AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test")
	if out, err := command.CombinedOutput(); err != nil || !strings.Contains(string(out), "the same, bit for bit") {
		t.Errorf("%v\n%s", err, out)
	}
}

// What is promised is told to everybody, as it is in force.
func TestPromisesArePublished(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	told := into[struct {
		Promises []struct {
			Targets map[string]struct{ Within string }
			Text    string
		}
		Title string
	}](request(t, s, http.MethodGet, "/v1/public/promises?language=en", "", nil).want(http.StatusOK))
	if len(told.Promises) == 0 || told.Promises[len(told.Promises)-1].Targets["firstReply"].Within == "" {
		t.Errorf("%+v", told)
	}
	shown := request(t, s, http.MethodGet, "/v1/public/promises", "", nil, "Accept", "text/html", "Accept-Language", "de").want(http.StatusOK)
	if !strings.Contains(string(shown.Body), "<h1>Was wir zusagen") || shown.Header.Get("Cache-Control") != "public, max-age=300" {
		t.Errorf("%v\n%s", shown.Header, shown.Body)
	}
	request(t, s, http.MethodHead, "/v1/public/promises", "", nil).want(http.StatusOK)
}
