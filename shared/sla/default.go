package sla

import "time"

// Default are the promises that hold until a company sets its own, from the
// most urgent to the rest. All note half and four fifths of the time, which
// wakes nobody until a company says who wants to hear it, and a resolution waits while the case waits for somebody else. A call on the
// phone that was missed is called back; a next response is not promised there.
func Default() Policies {
	const (
		minute = Duration(time.Minute)
		hour   = Duration(time.Hour)
	)
	security := Match{Category: []string{"security"}}
	urgent := Match{Priority: []string{"urgent"}}
	high := []string{"high"}
	email, phone := []string{"email"}, []string{"phone"}
	return Policies{List: []Policy{
		promise("security", security, 5*minute, 10*minute, 4*hour),
		promise("urgent", urgent, 5*minute, 10*minute, 4*hour),
		promise("email-high", Match{Channel: email, Priority: high}, 24*hour, 24*hour, 8*hour),
		promise("phone-high", Match{Channel: phone, Priority: high}, 15*minute, 0, 8*hour),
		promise("high", Match{Priority: high}, 5*minute, 10*minute, 8*hour),
		promise("email", Match{Channel: email}, 24*hour, 24*hour, 24*hour),
		promise("phone", Match{Channel: phone}, 15*minute, 0, 24*hour),
		promise("standard", Match{}, 5*minute, 10*minute, 24*hour),
	}}
}

// promise makes a policy for the first and the next response and the result;
// zero promises none.
func promise(id string, match Match, first, next, result Duration) Policy {
	targets := map[Name]Rule{
		FirstReply: {Within: first},
		Resolution: {Within: result, PauseOn: []string{statusPending, statusHold}},
	}
	if next > 0 {
		targets[NextReply] = Rule{Within: next}
	}
	return Policy{
		ID: id, Match: match, Calendar: Always, Targets: targets,
		WarnAt: []float64{0.5, 0.8}, WarnTo: []string{}, CloseAfter: DefaultCloseAfter,
	}
}
