package register_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"aftercare/shared/web"
	"aftercare/shared/web/register"
)

// teach files a complaint and leads it to its findings, and draws a lesson from it.
func (d *desk) teach(days int) string {
	d.Helper()
	path := d.file(time.Hour)
	for _, step := range []struct{ path, body string }{
		{"/acknowledgement", `{"admissible":true}`},
		{"/investigation", `{"understanding":"Two fees.","points":[{"id":"a","text":"Why two?"}]}`},
		{"/findings", `{"summary":"So it was.","upheld":"yes","cause":"mistake"}`},
		{"/lesson", fmt.Sprintf(`{"cause":"mistake","action":"Check twice.","owner":"lin","dueBy":%q}`, d.now.AddDate(0, 0, days).Format(time.RFC3339))},
	} {
		d.do(cora, http.MethodPost, path+step.path, step.body, http.StatusOK)
	}
	return path
}

func TestLessons_AreListedUntilTheyArePutIntoPractice(t *testing.T) {
	d := open(t)
	const path = "/v1/complaints/lessons"
	late, soon := d.teach(20), d.teach(5)
	open := into[web.Page[register.Lesson]](d, d.get(lin, path, http.StatusOK))
	if len(open.Items) != 2 || "/v1/complaints/"+open.Items[0].ComplaintID != soon || open.Items[0].Overdue || open.Items[0].Action != "Check twice." {
		t.Fatalf("%+v", open)
	}
	first := into[web.Page[register.Lesson]](d, d.get(lin, path+"?limit=1", http.StatusOK))
	if len(first.Items) != 1 || first.NextCursor == "" {
		t.Fatalf("%+v", first)
	}
	d.get(cora, path+"?cursor="+first.NextCursor, http.StatusBadRequest)

	d.now = d.now.AddDate(0, 0, 6)
	if open = into[web.Page[register.Lesson]](d, d.get(lin, path, http.StatusOK)); !open.Items[0].Overdue || open.Items[1].Overdue {
		t.Errorf("%+v", open)
	}
	d.do(lin, http.MethodPost, soon+"/lessons/2/completion", `{}`, http.StatusNotFound)
	d.do(lin, http.MethodPost, soon+"/lessons/1/completion", `{"note":"We do."}`, http.StatusOK)
	d.do(lin, http.MethodPost, soon+"/lessons/1/completion", `{}`, http.StatusConflict)
	if open = into[web.Page[register.Lesson]](d, d.get(ada, path, http.StatusOK)); len(open.Items) != 1 || "/v1/complaints/"+open.Items[0].ComplaintID != late {
		t.Errorf("%+v", open)
	}
	for _, as := range []*web.Caller{alice, bo} {
		d.get(as, path, http.StatusForbidden)
	}
}

func TestFindings_NameCausesOfTheTree(t *testing.T) {
	d := open(t)
	path := d.file(time.Hour)
	d.do(cora, http.MethodPost, path+"/acknowledgement", `{"admissible":true}`, http.StatusOK)
	d.do(cora, http.MethodPost, path+"/investigation", `{"understanding":"Two fees.","points":[{"id":"a","text":"Why two?"}]}`, http.StatusOK)
	d.do(cora, http.MethodPost, path+"/findings", `{"summary":"So it was.","upheld":"yes","cause":"nothing"}`, http.StatusUnprocessableEntity)
	d.do(cora, http.MethodPost, path+"/findings", `{"summary":"So it was.","upheld":"yes","cause":"delay"}`, http.StatusOK)
	if s := into[register.Statistics](d, d.get(cora, "/v1/complaints/statistics", http.StatusOK)); s.Topics["other"] != 1 {
		t.Errorf("topics %v", s.Topics)
	}
}
