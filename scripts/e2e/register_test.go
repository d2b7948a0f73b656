package e2e

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	exports "aftercare/shared/register"
)

// export is a file of the register as the API tells of it.
type export struct {
	ID, Status, Head string
	Rows             int
	Link             *struct{ URL string }
}

// exported asks for the register of a span and waits for the file.
func (p *person) exported(t *testing.T, ask map[string]any) (export, []byte) {
	t.Helper()
	path := p.post(t, "/v1/complaints/exports", ask).want(http.StatusAccepted).Header.Get("Location")
	var e export
	eventually(t, "the file", func() bool {
		e = into[export](p.get(t, path).want(http.StatusOK))
		return e.Status == "done"
	})
	if e.Link == nil || !strings.Contains(e.Link.URL, "X-Amz-Expires=300") {
		t.Fatalf("no link that expires: %+v", e)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, e.Link.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	file, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("downloading: %d, %v: %.300s", answer.StatusCode, err, file)
	}
	return e, file
}

func TestRegisterIsExportedDownloadedAndVerified(t *testing.T) {
	t.Parallel()
	deployed(t)
	cora, alice := newPerson(t, who{group: "compliance"}), customer(t)
	// A span that no other test files in.
	received := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)
	var ids []string
	for i := range 3 {
		c := into[complaint](cora.post(t, "/v1/complaints", map[string]any{
			"subject": "=1+1", "statement": "Found, \"on a desk\",\nby chance.", "customerId": alice.ID, "channel": "letter",
			"receivedAt": received.Add(time.Duration(i) * time.Hour),
		}).want(http.StatusCreated))
		ids = append(ids, c.ID)
	}
	for _, format := range []string{"csv", "json"} {
		e, file := cora.exported(t, map[string]any{"from": received, "to": received.AddDate(0, 0, 1), "format": format})
		v, err := exports.Verify(bytes.NewReader(file), nil)
		if err != nil || v.Hash != e.Head || v.Head.Rows != e.Rows || e.Rows < len(ids) {
			t.Fatalf("%s: %+v of %+v: %v\n%s", format, v, e, err, file)
		}
		for _, id := range ids {
			if !bytes.Contains(file, []byte(id)) {
				t.Errorf("the %s lacks %s", format, id)
			}
		}
		_, err = exports.Verify(strings.NewReader(strings.Replace(string(file), "by chance", "by design", 1)), nil)
		var broken *exports.Break
		if !errors.As(err, &broken) {
			t.Errorf("the %s can be changed unseen: %v", format, err)
		}
	}
	alice.get(t, "/v1/complaints/statistics").want(http.StatusForbidden)
	counted := into[struct{ Received, Open, Late int }](cora.get(t, "/v1/complaints/statistics?from=2024-05-06T00:00:00Z&to=2024-05-07T00:00:00Z").want(http.StatusOK))
	if counted.Received < 3 || counted.Late < 3 {
		t.Errorf("counted %+v", counted)
	}
}

func TestRegisterCountsByFindingsAndListsLessons(t *testing.T) {
	t.Parallel()
	deployed(t)
	cora, alice := newPerson(t, who{group: "compliance"}), customer(t)
	c := into[complaint](alice.post(t, "/v1/complaints", map[string]any{"subject": "Fee taken twice", "statement": "Two fees."}).want(http.StatusCreated))
	path := "/v1/complaints/" + c.ID
	cora.post(t, path+"/acknowledgement", map[string]any{"admissible": true}).want(http.StatusOK)
	cora.post(t, path+"/investigation", map[string]any{
		"understanding": "Two fees.", "points": []map[string]any{{"id": "a", "text": "Why two?"}},
	}).want(http.StatusOK)
	cora.post(t, path+"/findings", map[string]any{"summary": "So it was.", "upheld": "yes", "cause": "no-such-cause"}).want(http.StatusUnprocessableEntity)
	cora.post(t, path+"/findings", map[string]any{"summary": "So it was.", "upheld": "yes", "cause": "mistake"}).want(http.StatusOK)
	cora.post(t, path+"/lesson", map[string]any{
		"cause": "mistake", "action": "Check twice.", "owner": "lin", "dueBy": time.Now().UTC().Truncate(time.Second).Add(time.Minute),
	}).want(http.StatusOK)
	open := func() bool {
		for _, l := range all[struct{ ComplaintID string }](t, cora, "/v1/complaints/lessons?") {
			if l.ComplaintID == c.ID {
				return true
			}
		}
		return false
	}
	eventually(t, "the lesson in the list", open)
	cora.post(t, path+"/lessons/1/completion", map[string]any{"note": "We do."}).want(http.StatusOK)
	eventually(t, "the lesson out of the list", func() bool { return !open() })
	cora.get(t, "/v1/complaints/recurring").want(http.StatusOK)
	cora.get(t, "/v1/complaints/causes").want(http.StatusOK)
}
