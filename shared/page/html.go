package page

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the page's parts
	"encoding/base64"
	"html/template"
)

//go:embed page.html
var layout string

//go:embed page.css
var style string

var parsed = template.Must(template.New("page").Parse(layout))

// Policy is the Content-Security-Policy of every page: its own style, its own forms, and nothing from anywhere else.
var Policy = func() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}()

// HTML gives the page as one document that needs nothing else: no script, no picture, no font.
func (p Page) HTML() []byte {
	var b bytes.Buffer
	err := parsed.Execute(&b, struct {
		Page
		Style template.CSS
	}{p, template.CSS(style)}) //nolint:gosec // embedded, and held by the policy's hash
	if err != nil {
		panic("page: it does not render: " + err.Error()) // a mistake in the layout, which every test would find
	}
	return b.Bytes()
}
