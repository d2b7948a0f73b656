package register

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Exporter writes exports, page by page. Each page is one part of the file; it is saved together with the event that
// brings the next, so that a page that is lost on its way is written again, and one that comes twice is left alone.
type Exporter struct {
	Store Store
	Files Files
	Now   func() time.Time

	// PartSize is the bytes after which a page ends; MinPart when zero. Tests take less.
	PartSize int
}

// atOnce is how many complaints are read in one go. One can have some hundred kilobytes.
const atOnce = 25

// Handle takes one event: an export was asked for, or goes on.
func (x Exporter) Handle(ctx context.Context, d event.Detail) error {
	e, err := x.Store.Export(ctx, d.Aggregate.ID)
	if err != nil {
		return fmt.Errorf("read export %s: %w", d.Aggregate.ID, err)
	}
	switch {
	case e.State == Done, e.State != Sealed && d.Seq != e.Seq:
		return nil // an event of a page that has been written
	case e.State != Sealed:
		if e, err = x.page(ctx, e); err != nil || e.State != Sealed {
			return err
		}
	}
	return x.finish(ctx, e)
}

// page writes the next part of the file, and seals the export with the last one.
func (x Exporter) page(ctx context.Context, e Export) (Export, error) {
	c := Change{Before: e.Seq, Export: e}
	s := sheet{format: e.Format}
	if e.Upload == "" {
		upload, err := x.Files.Begin(ctx, e.Key(), e.Format.ContentType())
		if err != nil {
			return e, fmt.Errorf("begin the file of export %s: %w", e.ID, err)
		}
		c.Export.Upload = upload
		s.open()
	}
	ended, err := x.rows(ctx, &c.Export, &s)
	if err != nil {
		return e, err
	}
	if ended {
		if c.Seal, err = x.seal(ctx, &c.Export, &s); err != nil {
			return e, err
		}
	}
	tag, err := x.Files.Part(ctx, e.Key(), c.Export.Upload, len(e.Parts)+1, s.out.Bytes())
	if err != nil {
		return e, fmt.Errorf("write part %d of export %s: %w", len(e.Parts)+1, e.ID, err)
	}
	c.Export.Parts = append(c.Export.Parts[:len(e.Parts):len(e.Parts)], tag)
	c.Export.Size += int64(s.out.Len())
	if !ended {
		c.Export.State = Running
		c.happen(event.ExportContinued, x.Now(), event.Actor{Kind: event.System}, event.CorrelationFrom(ctx),
			RequestedData{Format: e.Format, From: e.From, To: e.To, Rows: c.Export.Rows})
	} else {
		c.Export.State = Sealed
		c.happen(event.ExportSealed, x.Now(), event.Actor{Kind: event.System}, event.CorrelationFrom(ctx), finished(c.Export))
	}
	err = x.Store.SaveExport(ctx, c)
	if err != nil {
		return e, fmt.Errorf("save export %s: %w", e.ID, err)
	}
	return c.Export, nil
}

func finished(e Export) FinishedData {
	return FinishedData{Format: e.Format, From: e.From, To: e.To, Rows: e.Rows, Head: e.Hash}
}

// rows writes complaints until the page is full, or there are no more.
func (x Exporter) rows(ctx context.Context, e *Export, s *sheet) (ended bool, err error) {
	size := x.PartSize
	if size == 0 {
		size = MinPart
	}
	for s.out.Len() < size {
		lines, err := x.Store.Lines(ctx, e.From, e.To, e.Place, atOnce)
		if err != nil {
			return false, fmt.Errorf("read the register: %w", err)
		}
		var ids []string
		for _, l := range lines {
			if e.Place = l.Place(); !l.CreatedAt.After(e.RequestedAt) {
				ids = append(ids, l.ID)
			}
		}
		all, err := x.Store.ComplaintsByID(ctx, ids)
		if err != nil {
			return false, fmt.Errorf("read complaints: %w", err)
		}
		if len(all) != len(ids) {
			return false, fmt.Errorf("the register has %d lines of complaints that are not there", len(ids)-len(all))
		}
		for _, c := range all {
			r, err := rowOf(c)
			if err != nil {
				return false, err
			}
			hash := next(e.Hash, r)
			if err := s.add(r, hash, e.Rows == 0); err != nil {
				return false, err
			}
			e.Rows, e.Hash = e.Rows+1, hash
		}
		if len(lines) < atOnce {
			return true, nil
		}
	}
	return false, nil
}

// seal writes the head, and gives the place that it takes in the chain of exports.
func (x Exporter) seal(ctx context.Context, e *Export, s *sheet) (*Seal, error) {
	last, err := x.Store.LastSeal(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the last seal: %w", err)
	}
	if last.Number > 0 {
		e.Previous = &last.Link
	}
	r, err := headRow(e.ID, Head{From: e.From, To: e.To, AsOf: e.RequestedAt, Rows: e.Rows, Previous: e.Previous})
	if err != nil {
		return nil, err
	}
	e.Hash = next(e.Hash, r)
	if err := s.add(r, e.Hash, e.Rows == 0); err != nil {
		return nil, err
	}
	s.close()
	return &Seal{Number: last.Number + 1, Link: Link{Export: e.ID, Head: e.Hash}}, nil
}

// finish makes one file of the parts.
func (x Exporter) finish(ctx context.Context, e Export) error {
	if err := x.Files.Finish(ctx, e.Key(), e.Upload, e.Parts); err != nil {
		return fmt.Errorf("finish the file of export %s: %w", e.ID, err)
	}
	c := Change{Before: e.Seq, Export: e}
	c.Export.State, c.Export.DoneAt = Done, x.Now()
	c.happen(event.ExportFinished, c.Export.DoneAt, event.Actor{Kind: event.System}, event.CorrelationFrom(ctx), finished(e))
	err := x.Store.SaveExport(ctx, c)
	if fault.Is(err, fault.Lost) {
		return nil // somebody else has finished it
	}
	if err != nil {
		return fmt.Errorf("save export %s: %w", e.ID, err)
	}
	return nil
}
