package storetest

import (
	"testing"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/fault"
	"aftercare/shared/rescheduling"
	"aftercare/shared/sla"

	"github.com/google/go-cmp/cmp"
)

var promiseTests = map[string]func(*testing.T, *bench){
	"policies are the defaults until they are set": func(t *testing.T, b *bench) {
		for _, read := range []func() (sla.Policies, error){
			func() (sla.Policies, error) { return b.Policies(t.Context()) },
			func() (sla.Policies, error) { return b.PoliciesOf(t.Context(), 0) },
		} {
			got, err := read()
			must(t, err)
			if diff := cmp.Diff(sla.Default(), got); diff != "" {
				t.Fatal(diff)
			}
		}
	},
	"every version of the policies is kept": func(t *testing.T, b *bench) {
		for version := 1; version <= 3; version++ {
			must(t, b.PutPolicies(t.Context(), version-1, policiesWithin(version), rescheduling.Change{}))
			refuses(t, b.PutPolicies(t.Context(), version-1, policiesWithin(99), rescheduling.Change{}), fault.Lost)
		}
		refuses(t, b.PutPolicies(t.Context(), 7, policiesWithin(99), rescheduling.Change{}), fault.Lost)
		current, err := b.Policies(t.Context())
		must(t, err)
		for version := 1; version <= 3; version++ {
			want := policiesWithin(version)
			want.Version = version
			got, err := b.PoliciesOf(t.Context(), version)
			must(t, err)
			if diff := cmp.Diff(want.List[0].Targets, got.List[0].Targets); diff != "" || got.Version != version {
				t.Fatalf("version %d says it is %d: %s", version, got.Version, diff)
			}
		}
		if current.Version != 3 {
			t.Fatalf("version %d is in force, want 3", current.Version)
		}
		_, err = b.PoliciesOf(t.Context(), 4)
		refuses(t, err, fault.Missing)
	},
	"a team without a ladder climbs the company's": func(t *testing.T, b *bench) {
		climbs := func(team string, want escalation.Ladder) {
			t.Helper()
			got, err := b.Ladder(t.Context(), team)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Fatalf("ladder of %q: %v %s", team, err, diff)
			}
		}
		company := escalation.Ladder{{Role: "lead", Within: time.Minute}}
		own := escalation.Ladder{
			{Role: "lead", Within: time.Hour},
			{Role: "admin", People: []string{"bo", "lin"}, Within: 90 * time.Second, Calendar: "vienna"},
		}
		climbs("payments", escalation.Default())
		must(t, b.PutLadder(t.Context(), "", 0, company))
		climbs("payments", company)
		must(t, b.PutLadder(t.Context(), "payments", 0, own))
		climbs("payments", own)
		climbs("", company)
		refuses(t, b.PutLadder(t.Context(), "payments", 0, company), fault.Lost)
		must(t, b.PutLadder(t.Context(), "payments", 1, company))
		if _, version, err := b.LadderOf(t.Context(), "payments"); err != nil || version != 2 {
			t.Fatalf("version %d, want 2: %v", version, err)
		}
		if _, version, err := b.LadderOf(t.Context(), "trading"); err != nil || version != 0 {
			t.Fatalf("version %d of what was never set: %v", version, err)
		}
	},
}

func policiesWithin(minutes int) sla.Policies {
	p := sla.Default()
	p.List = p.List[len(p.List)-1:]
	p.List[0].Targets = map[sla.Name]sla.Rule{sla.FirstReply: {Within: sla.Duration(time.Duration(minutes) * time.Minute)}}
	return p
}
