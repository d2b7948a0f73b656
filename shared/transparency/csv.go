package transparency

import (
	"bytes"
	"encoding/csv"
	"fmt"

	"aftercare/shared/text"
)

// CSV gives the report as one tidy table, a figure in a line. No cell begins as a formula does.
func (r Report) CSV() ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true // RFC 4180, 2.1
	lines := [][]string{{"month", "edition", "section", "table", "dimension", "of", "measure", "value", "unit", "hidden"}}
	edition := fmt.Sprint(r.Edition)
	for _, section := range r.Sections {
		for _, t := range section.Tables {
			for _, row := range t.Rows {
				of := row.Of
				if row.Total {
					of = "total"
				}
				for i, cell := range row.Cells {
					value, hidden := "", ""
					if cell.Hidden {
						hidden = fmt.Sprintf("fewer than %d, or would tell one that is", r.Least)
					} else if cell.Value != nil {
						value = cell.Value.String()
					}
					lines = append(lines, []string{
						string(r.Month), edition, section.ID, t.ID, t.By, text.Cell(of), t.Columns[i].Measure, value, string(t.Columns[i].Unit), hidden,
					})
				}
			}
		}
	}
	if err := w.WriteAll(lines); err != nil {
		return nil, fmt.Errorf("write a report as CSV: %w", err)
	}
	return out.Bytes(), nil
}
