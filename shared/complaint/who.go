package complaint

import (
	"aftercare/shared/event"
)

// Who is somebody who asks or acts, with the groups of staff that they are in.
type Who struct {
	Actor  event.Actor
	Groups []string // agent, lead, compliance, admin; none for customers and the system
	Worked bool     // they are the linked ticket's assignee, or wrote or solved there
}

// System is who acts when no person does.
var System = Who{Actor: event.Actor{Kind: event.System}}

// parties gives what somebody is to the complaint. The customer of another complaint is nobody to this one; a member of
// staff who complains is the complainant of their own and nothing else, so that nobody judges their own cause.
func (w Who) parties(c Complaint) []Party {
	switch w.Actor.Kind {
	case event.System:
		return []Party{Machine}
	case event.Customer:
		if c.complainant(w.Actor.ID) {
			return []Party{Complainant}
		}
		return nil
	default:
		if w.Actor.ID != "" && w.Actor.ID == c.Customer.ID {
			return []Party{Complainant}
		}
		parties := make([]Party, 0, len(w.Groups))
		for _, g := range w.Groups {
			parties = append(parties, Party(g))
		}
		return parties
	}
}

// in reports whether somebody is staff of one of the groups.
func (w Who) in(groups ...Party) bool {
	if w.Actor.Kind != event.Staff {
		return false
	}
	for _, g := range w.Groups {
		for _, want := range groups {
			if g == string(want) {
				return true
			}
		}
	}
	return false
}

// complainant reports whether an id is that of the customer, or of whoever filed for them without signing in.
func (c Complaint) complainant(id string) bool {
	return id != "" && (id == c.Customer.ID || id == c.Guest)
}
