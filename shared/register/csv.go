package register

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"aftercare/shared/text"
)

// readCSV gives the rows of a file one by one; io.EOF at its end.
func readCSV(in io.Reader) func() (row, string, error) {
	r := csv.NewReader(in)
	r.FieldsPerRecord = len(columns) + 1
	begun := false
	return func() (row, string, error) {
		if !begun {
			begun = true
			names, err := r.Read()
			if err != nil || strings.Join(names, ",") != header {
				return nil, "", errors.New("the header is not that of a register")
			}
		}
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil, "", io.EOF
		}
		if err != nil {
			return nil, "", errors.New("it is no row with the columns of the header")
		}
		values := make(row, len(columns))
		for i := range values {
			values[i] = text.FromCell(cells[i])
		}
		return values, cells[len(columns)], nil
	}
}
