// Package reporting wires the transparency reports of a company: who freezes them, and who shows them.
package reporting

import (
	"fmt"
	"strconv"
	"time"

	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/dynamo"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/transparency"
)

// New gives the service of the company's transparency reports.
func New(b *boot.Boot, table *dynamo.Table) (*transparency.Service, error) {
	least, err := number(b, env.ReportLeast)
	if err != nil {
		return nil, err
	}
	days, err := number(b, env.ReportCutOffDays)
	if err != nil {
		return nil, err
	}
	return transparency.NewService(table, transparency.Collector{Source: table, Shards: layout.Shards}, transparency.Settings{
		Company: b.Need(env.CompanyName), Least: least, CutOff: time.Duration(days) * 24 * time.Hour,
	}, b.Clock), nil
}

// number gives a setting that must be a whole number.
func number(b *boot.Boot, name string) (int64, error) {
	n, err := strconv.ParseInt(b.Need(name), 10, 32)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%s is no whole number", name)
	}
	return n, nil
}
