package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"aftercare/shared/fault"
)

// MaxBody is how many bytes a request's body may have.
const MaxBody = 256 << 10

const (
	jsonType  = "application/json"
	formType  = "application/x-www-form-urlencoded"
	multiType = "multipart/form-data"
)

// readBody is the middleware that puts a checked and normalised JSON body in the place of what was sent, before
// huma validates it against the types.
func readBody(api huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		r, _ := humago.Unwrap(ctx)
		raw, err := io.ReadAll(io.LimitReader(r.Body, MaxBody+1))
		if err == nil {
			err = emptyKey(r.Header)
		}
		if err == nil && len(raw) > 0 {
			raw, err = accept(ctx.Operation(), r.Header.Get("Content-Type"), raw)
		}
		if err == nil {
			err = reserved(ctx, raw)
		}
		if err != nil {
			_ = huma.WriteErr(api, ctx, http.StatusInternalServerError, "", err)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(raw))
		r.Header.Set("Content-Type", jsonType)
		next(huma.WithContext(ctx, withSent(ctx.Context(), r.Method, r.URL.Path, raw)))
	}
}

// accept gives a body as normalised JSON, if its type is one that the operation takes.
func accept(op *huma.Operation, contentType string, raw []byte) ([]byte, error) {
	if len(raw) > MaxBody {
		return nil, fault.New(fault.TooLarge, "a request has at most %d bytes", MaxBody)
	}
	if op.RequestBody == nil {
		return raw, nil
	}
	media := jsonType
	var parameters map[string]string
	if contentType != "" {
		var err error
		if media, parameters, err = mime.ParseMediaType(contentType); err != nil {
			return nil, fault.New(fault.Unsupported, "the Content-Type cannot be read")
		}
	}
	switch {
	case media == jsonType || strings.HasSuffix(media, "+json"):
		return normalise(raw)
	case media == formType && op.RequestBody.Content[formType] != nil:
		return fromForm(string(raw), op.RequestBody.Content[formType].Schema)
	case media == multiType && op.RequestBody.Content[multiType] != nil:
		return fromParts(raw, parameters["boundary"], op.RequestBody.Content[multiType].Schema)
	}
	return nil, fault.New(fault.Unsupported, "the body must be JSON, with Content-Type %s", jsonType)
}

// AcceptForm lets an operation take its body as an HTML form too. The body is B, a struct of strings, numbers and
// booleans, or of such structs: their controls are named outer.inner.
func AcceptForm[B any](api huma.API, op huma.Operation) huma.Operation {
	var body B
	schema := huma.SchemaFromType(api.OpenAPI().Components.Schemas, typeOf(body))
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{formType: {Schema: schema}}}
	return op
}

// AcceptParts lets an operation that takes a form take it in parts too, as mail providers send theirs (RFC 8058, 3.2).
func AcceptParts(op huma.Operation) huma.Operation {
	op.RequestBody.Content[multiType] = &huma.MediaType{Schema: op.RequestBody.Content[formType].Schema}
	return op
}

// fromParts is fromForm for a form in parts (RFC 7578). A part is a control; files are not taken.
func fromParts(raw []byte, boundary string, schema *huma.Schema) ([]byte, error) {
	form := url.Values{}
	for parts := multipart.NewReader(bytes.NewReader(raw), boundary); ; {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) && len(form) > 0 { // one that is cut off before its first part ends so, too
			return object(form, schema)
		}
		var value []byte
		if err == nil {
			value, err = io.ReadAll(part)
		}
		if err != nil || part.FileName() != "" {
			return nil, notAForm()
		}
		form.Add(part.FormName(), string(value))
	}
}

func notAForm() error { return fault.New(fault.Malformed, "the body is not a form") }

// fromForm gives an HTML form as a JSON object.
func fromForm(raw string, schema *huma.Schema) ([]byte, error) {
	form, err := url.ParseQuery(raw)
	if err != nil {
		return nil, notAForm()
	}
	return object(form, schema)
}

// object gives the controls of a form as a JSON object, with numbers and booleans where the schema wants them. An empty
// control counts as absent, as browsers send every control.
func object(form url.Values, schema *huma.Schema) ([]byte, error) {
	object := map[string]any{}
	for name, values := range form {
		if len(values) != 1 {
			return nil, fault.New(fault.Malformed, "the form names a control twice")
		}
		if values[0] == "" {
			continue
		}
		in := object
		if outer, inner, nested := strings.Cut(name, "."); nested { // a control named a.b is member b of object a
			members, _ := object[outer].(map[string]any)
			if members == nil {
				members = map[string]any{}
			}
			object[outer], in, name = members, members, inner
		}
		in[name] = values[0]
		if p := schema.Properties[name]; p != nil && p.Type != huma.TypeString {
			in[name] = scalar(values[0])
		}
	}
	encoded, err := json.Marshal(object)
	if err != nil {
		return nil, fmt.Errorf("a form does not encode: %w", err)
	}
	return normalise(encoded)
}

// scalar gives what a control says as a number or boolean, or as the string it is for validation to refuse.
func scalar(s string) any {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n
	}
	if b, err := strconv.ParseBool(s); err == nil {
		return b
	}
	return s
}
