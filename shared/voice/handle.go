package voice

import (
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/redact"
	"aftercare/shared/text"
	"aftercare/shared/ticket"
)

// Handling is what staff say becomes of a voice.
type Handling struct {
	Status Status
	Answer string // to the customer, who gets it by mail
}

// Handle says what becomes of a voice. The customer is told each time; whoever declines says why. The same again
// changes nothing, and nothing becomes unheard.
func Handle(v Voice, h Handling, terms Terms) (Voice, []event.Event, error) {
	var c text.Checker
	var secrets redact.Remover
	c.OneOf("status", string(h.Status), Statuses...)
	h.Answer = c.Optional("answer", secrets.Clean(h.Answer), text.MaxBody)
	if err := c.Err(); err != nil {
		return v, nil, err
	}
	if h.Status == Received && v.Status != Received {
		return v, nil, fault.InState(string(v.Status), "the customer was told that it is %s: it can be planned, done or declined", v.Status)
	}
	if h.Status == v.Status && (h.Answer == v.Answer || h.Answer == "") {
		return v, nil, nil
	}
	switch {
	case h.Status == Received:
		return v, nil, fault.InvalidField("status", "is to be planned, done or declined for an answer to go out")
	case h.Status == Declined && h.Answer == "":
		return v, nil, fault.InvalidField("answer", "is missing: whoever declines says why")
	}
	d := begin(v, terms)
	d.emit(event.FeedbackHandled, Handled{Status: h.Status, Answered: h.Answer != ""}, HandledText{Answer: h.Answer})
	return d.Voice, d.events, d.err
}

// Note records a delivery, without raising the version.
func Note(v Voice, kind event.Type, delivery ticket.Delivery, terms Terms) (Voice, []event.Event, error) {
	terms.Actor = system
	d := begin(v, terms)
	d.version = v.Version
	d.emit(kind, delivery, nil)
	return d.Voice, d.events, d.err
}
