package ticket

import (
	"context"
	"fmt"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Merge closes a ticket in favour of another of the same customer. The clocks of the source end; those of the target
// go on, and where the source has messages that nobody answered they ask for the target's next reply from now on.
// Each ticket comes with the events that made it so; they are one change.
func Merge(source, into Ticket, sourceTerms, intoTerms Terms) (from, to Change, err error) {
	switch {
	case source.ID == into.ID:
		return from, to, fault.InvalidField("into", "is the ticket itself")
	case source.Status == StatusClosed:
		return from, to, closed(source)
	case source.Customer.ID != into.Customer.ID:
		return from, to, fault.InState(string(source.Status), "the tickets are of different customers")
	case !into.Status.Live():
		return from, to, fault.InState(string(source.Status), "the ticket to merge into is %s", into.Status)
	}
	waiting := source.WaitingSince
	d := begin(source, sourceTerms, sourceTerms.Now)
	d.emit(event.TicketMerged, Merged{Into: into.ID}, nil)
	d.emit(event.TicketClosed, event.Empty{}, nil)
	from.Before = source.Seq
	if from.Ticket, from.Events, err = d.finish(source); err != nil {
		return from, to, err
	}
	d = begin(into, intoTerms, intoTerms.Now)
	merged := Merged{From: source.ID, WaitingSince: waiting}
	if into.FollowsSurvey == "" { // what was to be put right there is to be put right here
		merged.FollowsSurvey = source.FollowsSurvey
	}
	d.emit(event.TicketMerged, merged, nil)
	to.Before = into.Seq
	to.Ticket, to.Events, err = d.finish(into)
	return from, to, err
}

// Merge closes a ticket in favour of another. What its conversation in another system brings from now on goes there, too.
func (s *Service) Merge(ctx context.Context, id, into string, do Do) (Done, error) {
	if do.Receipt != nil {
		done, replayed, err := s.Replay(ctx, id, *do.Receipt)
		if replayed || err != nil {
			return done, err
		}
	}
	for range attempts {
		from, to, err := s.merged(ctx, id, into, do)
		if err != nil {
			return Done{}, err
		}
		err = s.store.SaveMerge(ctx, from, to)
		switch fault.KindOf(err) {
		case fault.Lost:
			continue
		case fault.Replayed:
			done, _, err := s.Replay(ctx, id, *do.Receipt)
			return done, err
		}
		if err != nil {
			return Done{}, fmt.Errorf("save merge: %w", err)
		}
		done := Done{Ticket: from.Ticket, Events: from.Events}
		if from.Receipt != nil {
			done.Receipt = *from.Receipt
		}
		return done, nil
	}
	return Done{}, fault.New(fault.Lost, "the tickets change too fast: try again")
}

// merged loads both tickets and merges them.
func (s *Service) merged(ctx context.Context, id, into string, do Do) (from, to Change, err error) {
	source, err := s.store.Ticket(ctx, id)
	if err != nil {
		return from, to, err
	}
	if do.Version != nil && *do.Version != source.Version {
		return from, to, fault.New(fault.Stale, "the ticket has changed: read it again, its version is now %d", source.Version)
	}
	target, err := s.store.Ticket(ctx, into)
	if fault.Is(err, fault.Missing) {
		return from, to, fault.InvalidField("into", "is no ticket that there is")
	}
	if err != nil {
		return from, to, err
	}
	sourceTerms, err := s.terms(ctx, source, do.Actor)
	if err != nil {
		return from, to, err
	}
	intoTerms, err := s.terms(ctx, target, do.Actor)
	if err != nil {
		return from, to, err
	}
	if from, to, err = Merge(source, target, sourceTerms, intoTerms); err != nil {
		return from, to, err
	}
	if do.Receipt != nil {
		receipt := *do.Receipt
		receipt.Result = result(from.Events)
		from.Receipt = &receipt
	}
	to.Thread, err = s.continued(ctx, source)
	return from, to, err
}

// continued takes the pointer of a ticket's conversation, where it still points at the ticket.
func (s *Service) continued(ctx context.Context, source Ticket) (*ThreadChange, error) {
	if source.Thread == nil {
		return nil, nil
	}
	at, err := s.store.ThreadTicket(ctx, *source.Thread)
	if err != nil || at != source.ID {
		return nil, err
	}
	return &ThreadChange{Thread: *source.Thread, Was: source.ID}, nil
}
