package e2e

import (
	"net/http"
	"testing"
)

// What the function of the night compares is as its timeline tells; afterwards all cases are, see TestMain.
func TestTheNightFindsCasesAsTheirTimelinesTell(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	alice, bo := customer(t), agent(t)
	opened := alice.opens(t, opening("Is it written down?"))
	bo.post(t, "/v1/tickets/"+opened.ID+"/messages", map[string]any{"body": "It is."}).want(http.StatusCreated)
	a := request(t, s, http.MethodPost, s.endpoint+"/2015-03-31/functions/aftercare-audit/invocations", "", scheduled()).want(http.StatusOK)
	found := into[struct{ Checked, Differing *int }](a)
	if found.Checked == nil || *found.Checked == 0 || found.Differing == nil || *found.Differing > 0 {
		t.Errorf("the night said %s", a.Body)
	}
}
