package tickets_test

import (
	"net/http"
	"testing"
	"time"

	"aftercare/shared/rescheduling"
	"aftercare/shared/sla"
	"aftercare/shared/web"
)

// promises sets a policy for each thing that policies can ask for, and one for the rest.
func (d *desk) promises() {
	d.Helper()
	rule := map[sla.Name]sla.Rule{sla.FirstReply: {Within: sla.Duration(time.Hour)}}
	policy := func(id string, m sla.Match) sla.Policy {
		return sla.Policy{ID: id, Match: m, Calendar: sla.Always, Targets: rule}
	}
	err := d.store.PutPolicies(d.Context(), 0, sla.Policies{List: []sla.Policy{
		policy("two things", sla.Match{Channel: []string{"email"}, Language: []string{"de", "zh"}}),
		policy("channel", sla.Match{Channel: []string{"chat", "phone"}}),
		policy("priority", sla.Match{Priority: []string{"high"}}),
		policy("category", sla.Match{Category: []string{"fees"}}),
		policy("language", sla.Match{Language: []string{"zh"}}),
		policy("tier", sla.Match{Tier: []string{"gold"}}),
		policy("rest", sla.Match{}),
	}}, rescheduling.Change{})
	if err != nil {
		d.Fatal(err)
	}
}

func TestATicketIsPromisedWhatTheFirstPolicyForItSays(t *testing.T) {
	d := newDesk(t)
	d.promises()
	for _, c := range []struct {
		as         *web.Caller
		with, want string
	}{
		{alice, ``, "tier"},   // of her token
		{wei, ``, "language"}, // of his token
		{wei, `,"language":"en"`, "rest"},
		{wei, `,"channel":"chat"`, "channel"},
		{alice, `,"category":"fees"`, "category"}, // before the tier
		{bo, `,"customerId":"someone"`, "rest"},
		{bo, `,"customerId":"someone","priority":"high"`, "priority"},
		{bo, `,"customerId":"someone","priority":"high","channel":"phone"`, "channel"},
		{bo, `,"customerId":"someone","channel":"email"`, "rest"}, // both or nothing
		{bo, `,"customerId":"someone","channel":"email","language":"zh"`, "two things"},
		{bo, `,"customerId":"someone","language":"de"`, "rest"},
	} {
		if got := d.post(http.StatusCreated, c.as, root, `{"subject":"s","body":"b"`+c.with+`}`); got.at("sla.policy") != c.want {
			t.Errorf("%s%s is promised %v, want %s", c.as.ID, c.with, got.at("sla.policy"), c.want)
		}
	}
}

func TestAChangeOfWhatPoliciesMatchPutsTheTicketUnderAnother(t *testing.T) {
	d := newDesk(t)
	d.promises()
	at := d.post(http.StatusCreated, bo, root, `{"subject":"s","body":"b","customerId":"someone"}`).Header().Get("Location")
	for _, c := range []struct{ change, want string }{
		{`{"language":"zh"}`, "language"}, {`{"category":"fees"}`, "category"}, {`{"priority":"high"}`, "priority"},
		{`{"priority":"low"}`, "category"}, {`{"category":"other"}`, "language"}, {`{"language":"en"}`, "rest"},
	} {
		if got := d.patch(http.StatusOK, bo, at, c.change, "If-Match", "*"); got.at("sla.policy") != c.want {
			t.Errorf("after %s it is promised %v, want %s", c.change, got.at("sla.policy"), c.want)
		}
	}
}
