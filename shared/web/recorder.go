package web

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
)

// recorder keeps an answer until it is whole, so that a failure half way can still become a clean 500.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newRecorder() *recorder { return &recorder{header: http.Header{}} }

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *recorder) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

// response gives the answer as the gateway wants it: headers joined, cookies apart, bytes that are no text in
// base64.
func (w *recorder) response() events.APIGatewayV2HTTPResponse {
	w.WriteHeader(http.StatusOK)
	res := events.APIGatewayV2HTTPResponse{StatusCode: w.status, Headers: map[string]string{}, Body: w.body.String()}
	for name, values := range w.header {
		if name == "Set-Cookie" {
			res.Cookies = values
			continue
		}
		res.Headers[name] = strings.Join(values, ", ")
	}
	if w.header.Get("Content-Encoding") != "" || !utf8.ValidString(res.Body) {
		res.Body = base64.StdEncoding.EncodeToString([]byte(res.Body))
		res.IsBase64Encoded = true
	}
	return res
}

// problem answers with a problem document outside of an operation.
func (w *recorder) problem(r *http.Request, p *Problem) {
	if p.Status >= http.StatusInternalServerError {
		p.RequestID = gatewayFrom(r.Context()).RequestID
	}
	p.headers(w.header.Set)
	w.header.Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	body, _ := json.Marshal(p) // strings and numbers always encode
	_, _ = w.Write(body)
}

// copyTo sends the answer.
func (w *recorder) copyTo(out http.ResponseWriter) {
	w.WriteHeader(http.StatusOK)
	for name, values := range w.header {
		out.Header()[name] = values
	}
	out.WriteHeader(w.status)
	_, _ = out.Write(w.body.Bytes())
}
