package text

import (
	"strings"
	"unicode/utf8"
)

// formulas are what a cell begins with that a spreadsheet would take for something to compute: what people wrote must
// never run on the desk of who reads it (OWASP, CSV Injection). Where wide characters are written, spreadsheets take
// the wide forms of the signs as well.
const formulas = "=+-@\t\r\n＝＋－＠"

// Cell puts an apostrophe before what a spreadsheet would compute, and before what begins with one, so that [FromCell]
// gives back every value.
func Cell(value string) string {
	if computes(value) {
		return "'" + value
	}
	return value
}

// FromCell reads what [Cell] wrote.
func FromCell(cell string) string {
	if rest, guarded := strings.CutPrefix(cell, "'"); guarded && computes(rest) {
		return rest
	}
	return cell
}

func computes(value string) bool {
	first, _ := utf8.DecodeRuneInString(value)
	return value != "" && strings.ContainsRune(formulas+"'", first)
}
