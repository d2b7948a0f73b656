// Package jurisdiction holds what the law of each jurisdiction asks of a complaint procedure, as data: a jurisdiction
// is a file in profiles, with the article or section that each rule is from. Another country is another file, and
// another file in holidays where its limits count business days.
package jurisdiction

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"
)

// ID names a jurisdiction: the name of its file.
type ID string

// Service is the kind of service that a complaint is about, where the law tells them apart.
type Service string

// The services.
const (
	CryptoAsset Service = "cryptoAsset" // what an exchange or wallet does; what a complaint is about unless it says otherwise
	Payment     Service = "payment"     // a payment service, or electronic money
)

// Services lists them.
var Services = []string{string(CryptoAsset), string(Payment)}

// Deadline is one statutory limit.
type Deadline struct {
	Name     string  `json:"name"`
	Service  Service `json:"service,omitempty"` // empty: all that no earlier deadline of the same name is for
	Within   Limit   `json:"within"`
	Extended *Limit  `json:"extended,omitempty"` // once the complainant was told, in time, that and why it takes longer
	// Lapses is a chance and no duty: when it has passed, nobody is late.
	Lapses bool   `json:"lapses,omitempty"`
	Source string `json:"source"`
}

// Parts are what a text or an analysis must carry.
type Parts struct {
	Carries []string `json:"carries"`
	Source  string   `json:"source"`
}

// Ombudsman is whom a complainant can turn to next.
type Ombudsman struct {
	Name   string `json:"name"`
	URL    string `json:"url"`
	Months int    `json:"months"` // how long after the decision
	Source string `json:"source"`
}

// Languages are those that complaints are answered in, unless the company says others.
type Languages struct {
	Usual  []string `json:"usual"`
	Source string   `json:"source"`
}

// Records says how long the register is kept: Years, and up to Most in some cases.
type Records struct {
	Years  int    `json:"years"`
	Most   int    `json:"most"`
	Source string `json:"source"`
}

// Profile is what a jurisdiction asks.
type Profile struct {
	ID              ID         `json:"-"`
	Name            string     `json:"name"`
	Holidays        string     `json:"holidays,omitempty"` // the file of those that its business days leave out
	Deadlines       []Deadline `json:"deadlines"`
	Acknowledgement Parts      `json:"acknowledgement"`
	Delay           Parts      `json:"delay"`
	Decision        Parts      `json:"decision"`
	Ombudsman       *Ombudsman `json:"ombudsman,omitempty"`
	Languages       Languages  `json:"languages"`
	Records         Records    `json:"records"`
	Statistics      Parts      `json:"statistics"`

	holidays Holidays
}

// Due is one statutory deadline of one complaint.
type Due struct {
	Name         string
	At           time.Time
	ExtensibleTo time.Time // zero: no later one exists
	Lapses       bool
}

//go:embed profiles/*.json holidays/*.json
var files embed.FS

// Known lists the jurisdictions, by name.
func Known() []string { return known(files) }

func known(files fs.FS) []string {
	entries, err := fs.ReadDir(files, "profiles")
	if err != nil {
		panic(err) // it is embedded
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".json"))
	}
	return names
}

// Find reads the profile of a jurisdiction.
func Find(id ID) (Profile, error) { return find(files, id) }

func find(files fs.FS, id ID) (Profile, error) {
	if all := known(files); !slices.Contains(all, string(id)) {
		return Profile{}, fmt.Errorf("there is no jurisdiction %q: choose one of %s", id, strings.Join(all, ", "))
	}
	p, err := read[Profile](files, "profiles/"+string(id)+".json")
	if err != nil {
		return Profile{}, err
	}
	p.ID = id
	if p.Holidays != "" {
		if p.holidays, err = read[Holidays](files, "holidays/"+p.Holidays+".json"); err != nil {
			return Profile{}, err
		}
	}
	if err := errors.Join(p.holidays.validate(), p.validate()); err != nil {
		return Profile{}, fmt.Errorf("the profile of %s: %w", id, err)
	}
	return p, nil
}

func (p Profile) validate() error {
	for _, d := range p.Deadlines {
		limits := []Limit{d.Within}
		if d.Extended != nil {
			limits = append(limits, *d.Extended)
		}
		for _, l := range limits {
			if l.units() != 1 {
				return fmt.Errorf("%s has a limit that is not one of hours, days, businessDays, weeks or months", d.Name)
			}
			if l.BusinessDays > 0 && p.Holidays == "" {
				return fmt.Errorf("%s counts business days, but no holidays are named", d.Name)
			}
		}
		if d.Source == "" || d.Service != "" && !slices.Contains(Services, string(d.Service)) {
			return fmt.Errorf("%s names no source, or a service that there is not", d.Name)
		}
	}
	return nil
}

// Due gives every statutory deadline of a complaint about a service, received at a time. zone is where the company's
// days begin and end.
func (p Profile) Due(received time.Time, about Service, zone *time.Location) []Due {
	var all []Due
	for _, d := range p.Deadlines {
		if d.Service != "" && d.Service != about || slices.ContainsFunc(all, func(had Due) bool { return had.Name == d.Name }) {
			continue
		}
		due := Due{Name: d.Name, At: d.Within.After(received, zone, p.holidays), Lapses: d.Lapses}
		if d.Extended != nil {
			due.ExtensibleTo = d.Extended.After(received, zone, p.holidays)
		}
		all = append(all, due)
	}
	return all
}

// read decodes a file strictly, so that a misspelt rule is not silently none.
func read[T any](files fs.FS, name string) (T, error) {
	var v T
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return v, fmt.Errorf("read %s: %w", name, err)
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&v); err != nil {
		return v, fmt.Errorf("read %s: %w", name, err)
	}
	return v, nil
}
