package register

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"

	"aftercare/shared/text"
)

// Format is what a file is written as.
type Format string

// The formats.
const (
	CSV  Format = "csv"  // RFC 4180, with a header
	JSON Format = "json" // an array of objects, one a line
)

// Formats lists them.
var Formats = []string{string(CSV), string(JSON)}

// ContentType is the media type of a file.
func (f Format) ContentType() string {
	if f == JSON {
		return "application/json"
	}
	return "text/csv; charset=utf-8; header=present"
}

// sheet is the part of a file that is written in one go.
type sheet struct {
	format Format
	out    bytes.Buffer
}

// header is the first line of a CSV file.
var header = func() string {
	names := make([]string, 0, len(columns)+1)
	for _, c := range columns {
		names = append(names, c.name)
	}
	return strings.Join(append(names, hashColumn), ",")
}()

// open begins a file.
func (s *sheet) open() {
	if s.format == JSON {
		s.out.WriteString("[\n")
		return
	}
	s.out.WriteString(header + "\r\n") // RFC 4180, 2.1
}

// add writes a row with its hash; first is the first of a file.
func (s *sheet) add(r row, hash string, first bool) error {
	if s.format == JSON {
		if !first {
			s.out.WriteString(",\n")
		}
		return s.object(r, hash)
	}
	cells := make([]string, 0, len(r)+1)
	for _, value := range r {
		cells = append(cells, text.Cell(value))
	}
	return s.record(append(cells, hash))
}

// close ends a file.
func (s *sheet) close() {
	if s.format == JSON {
		s.out.WriteString("\n]\n")
	}
}

func (s *sheet) record(cells []string) error {
	w := csv.NewWriter(&s.out)
	w.UseCRLF = true
	if err := w.Write(cells); err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	w.Flush()
	return w.Error()
}

// object writes a row as JSON, in the order of the columns, without those that are empty.
func (s *sheet) object(r row, hash string) error {
	s.out.WriteByte('{')
	for i, c := range columns {
		if r[i] == "" {
			continue
		}
		value := r[i]
		if !c.json {
			var err error
			if value, err = compact(value); err != nil {
				return fmt.Errorf("write a row: %w", err)
			}
		}
		s.out.WriteString(`"` + c.name + `":` + value + `,`)
	}
	s.out.WriteString(`"` + hashColumn + `":"` + hash + `"}`)
	return nil
}
