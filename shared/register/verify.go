package register

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Break says where a file is not what was exported. The record is counted from 1, without the header.
type Break struct {
	Record  int
	ID      string // of the complaint there, as far as it can be read
	Problem string
}

// Error says where and what.
func (b *Break) Error() string {
	where := fmt.Sprintf("record %d", b.Record)
	if b.ID != "" {
		where += " (" + b.ID + ")"
	}
	return where + ": " + b.Problem
}

// Verified is what a sound file says of itself.
type Verified struct {
	Export string
	Hash   string // of the last row: the head of the chain
	Head   Head
}

// Verify reads a whole file, CSV or JSON, and checks the chain from the first row to the head, the order, and that
// nothing is missing at the end. each gets every complaint's digest, may be nil. The error is a *Break where the file
// can be read but is not sound.
func Verify(file io.Reader, each func(id string, closed bool, digest string) error) (Verified, error) {
	in := bufio.NewReader(file)
	format, err := formatOf(in)
	if err != nil {
		return Verified{}, err
	}
	rows := readCSV(in)
	if format == JSON {
		rows = readJSON(in)
	}
	v := verifier{hash: Genesis}
	for {
		r, hash, err := rows()
		if errors.Is(err, io.EOF) {
			break
		}
		v.record++
		if err != nil {
			return Verified{}, v.broken("cannot be read: %v", err)
		}
		if err := v.take(r, hash, each); err != nil {
			return Verified{}, err
		}
	}
	if v.found == nil {
		v.record++
		return Verified{}, v.broken("the file ends without its head: rows at the end are missing")
	}
	return *v.found, nil
}

// formatOf looks at how the file begins.
func formatOf(in *bufio.Reader) (Format, error) {
	for n := 1; ; n++ {
		begin, err := in.Peek(n)
		if err != nil {
			return "", errors.New("the file is empty, or not a register")
		}
		switch begin[n-1] {
		case ' ', '\t', '\r', '\n':
		case '[':
			return JSON, nil
		default:
			return CSV, nil
		}
	}
}

type verifier struct {
	record int
	id     string
	hash   string
	place  string // of the last complaint
	rows   int
	found  *Verified
}

func (v *verifier) broken(format string, args ...any) error {
	return &Break{Record: v.record, ID: v.id, Problem: fmt.Sprintf(format, args...)}
}

// take checks the next record.
func (v *verifier) take(r row, hash string, each func(id string, closed bool, digest string) error) error {
	v.id = r.get("id")
	if v.found != nil {
		return v.broken("comes after the head")
	}
	want := next(v.hash, r)
	if hash != want {
		return v.broken("its hash does not follow: this row or its hash was changed, or rows before it were removed, added or moved")
	}
	v.hash = hash
	switch r.get("record") {
	case recordComplaint:
		place := r.get("receivedAt") + "#" + v.id
		if place <= v.place {
			return v.broken("is not in the order of receipt")
		}
		v.place = place
		v.rows++
		if each != nil {
			return each(v.id, r.get("closedAt") != "", digest(r))
		}
		return nil
	case recordHead:
		var h Head
		if err := json.Unmarshal([]byte(r.get("details")), &h); err != nil {
			return v.broken("the head cannot be read")
		}
		if h.Rows != v.rows {
			return v.broken("the head counts %d complaints and %d are there", h.Rows, v.rows)
		}
		v.found = &Verified{Export: v.id, Hash: hash, Head: h}
		return nil
	default:
		return v.broken("is neither a complaint nor the head")
	}
}

func (r row) get(name string) string {
	return r[slices.IndexFunc(columns, func(c column) bool { return c.name == name })]
}

// digest is a hash of what does not change any more once a complaint is closed.
func digest(r row) string {
	var fixed row
	for i, c := range columns {
		if !c.later {
			fixed = append(fixed, r[i])
		}
	}
	return next(Genesis, fixed)
}

// readJSON gives the rows of a file one by one; io.EOF at its proper end.
func readJSON(in io.Reader) func() (row, string, error) {
	d := json.NewDecoder(in)
	begun := false
	return func() (row, string, error) {
		if !begun {
			begun = true
			if _, err := d.Token(); err != nil { // the bracket
				return nil, "", errors.New("it is no JSON")
			}
		}
		if !d.More() {
			if end, err := d.Token(); err != nil || end != json.Delim(']') {
				return nil, "", errors.New("the list does not end")
			}
			if _, err := d.Token(); !errors.Is(err, io.EOF) {
				return nil, "", errors.New("something follows the list")
			}
			return nil, "", io.EOF
		}
		var object map[string]json.RawMessage
		if err := d.Decode(&object); err != nil {
			return nil, "", errors.New("it is no JSON object")
		}
		return fromObject(object)
	}
}

func fromObject(object map[string]json.RawMessage) (row, string, error) {
	r := make(row, len(columns))
	var hash string
	for i, c := range columns {
		raw, there := object[c.name]
		delete(object, c.name)
		if !there {
			continue
		}
		if c.json {
			var b bytes.Buffer
			if err := json.Compact(&b, raw); err != nil {
				return nil, "", fmt.Errorf("%s is no JSON", c.name)
			}
			r[i] = b.String()
		} else if err := json.Unmarshal(raw, &r[i]); err != nil {
			return nil, "", fmt.Errorf("%s is no text", c.name)
		}
	}
	if err := json.Unmarshal(object[hashColumn], &hash); err != nil {
		return nil, "", errors.New("it has no hash")
	}
	delete(object, hashColumn)
	if len(object) > 0 {
		return nil, "", errors.New("it has fields that no export has")
	}
	return r, hash, nil
}
