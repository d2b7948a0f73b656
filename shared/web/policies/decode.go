package policies

import (
	"fmt"

	"aftercare/shared/fault"
	"aftercare/shared/sla"
)

// commanded gives the policies that a body describes. What a duration may be is for sla to say; here it must only
// be one.
func commanded(body []Policy) (sla.Policies, error) {
	var bad []fault.Field
	duration := func(at, s string) sla.Duration {
		var d sla.Duration
		if s == "" {
			return 0
		}
		if err := d.UnmarshalText([]byte(s)); err != nil {
			bad = append(bad, fault.Field{Name: at, Problem: "is not a duration such as 5m, 24h or 1h30m"})
		}
		return d
	}
	list := make([]sla.Policy, 0, len(body))
	for i, from := range body {
		at := fmt.Sprintf("policies[%d]", i)
		to := sla.Policy{
			ID: from.ID, Match: sla.Match(from.Match), Calendar: from.Calendar, WarnAt: from.WarnAt, WarnTo: from.WarnTo,
			Targets: map[sla.Name]sla.Rule{}, CloseAfter: duration(at+".closeAfter", from.CloseAfter),
		}
		if to.Calendar == "" {
			to.Calendar = sla.Always
		}
		for n, before := range from.WarnBefore {
			to.WarnBefore = append(to.WarnBefore, duration(fmt.Sprintf("%s.warnBefore[%d]", at, n), before))
		}
		for name, rule := range from.Targets {
			to.Targets[name] = sla.Rule{Within: duration(at+".targets."+string(name)+".within", rule.Within), PauseOn: rule.PauseOn}
		}
		list = append(list, to)
	}
	return sla.Policies{List: list}, fault.InvalidFields(bad)
}
