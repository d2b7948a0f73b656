package transparency

import (
	"context"
	"fmt"
)

// around is how many months before and after a month the editions are that a new one is made beside. Hidden counts of months
// further away are tied to it through all of the months between alone.
const around = 12

// beside gives the editions that a reader may compare a new one of a month with: those of the month that were published,
// and those of the months around it that were or may be.
func (s *Service) beside(ctx context.Context, f Filing) ([]Report, error) {
	first, last := MonthOf(f.Month.Start().AddDate(0, -around, 0)), MonthOf(f.Month.Start().AddDate(0, around, 0))
	var all []Report
	for after := ""; ; {
		page, next, err := s.store.Reports(ctx, after, pageOfReports)
		if err != nil {
			return nil, fmt.Errorf("list reports: %w", err)
		}
		for _, of := range page {
			if of.Month < first || of.Month > last {
				continue
			}
			some, err := s.out(ctx, of, of.Month != f.Month)
			if err != nil {
				return nil, err
			}
			all = append(all, some...)
		}
		if after = next; after == "" || len(page) > 0 && page[len(page)-1].Month < first {
			return all, nil
		}
	}
}

const pageOfReports = 24

// out reads the editions of a month that were published, with undecided also the last one where it may be.
func (s *Service) out(ctx context.Context, of Filing, undecided bool) (all []Report, err error) {
	for _, e := range of.Editions {
		may := undecided && e.State == Frozen && e.Number == len(of.Editions)
		if e.State != Approved && e.State != Withdrawn && !may {
			continue
		}
		r, err := s.read(ctx, of.Month, e)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

func (s *Service) read(ctx context.Context, m Month, e Edition) (Report, error) {
	content, err := s.Content(ctx, m, e)
	if err != nil {
		return Report{}, err
	}
	return Read(content)
}

// Beside reads the editions that a report was made beside, for who makes it again.
func Beside(ctx context.Context, store Store, r Report) ([]Report, error) {
	var all []Report
	for _, ref := range r.Beside {
		content, err := store.ReportContent(ctx, ref.Month, ref.Edition)
		if err != nil {
			return nil, fmt.Errorf("read edition %d of %s: %w", ref.Edition, ref.Month, err)
		}
		other, err := Read(content)
		if err != nil {
			return nil, err
		}
		all = append(all, other)
	}
	return all, nil
}
