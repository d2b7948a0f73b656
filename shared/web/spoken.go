package web

import "aftercare/shared/texts"

// Spoken is the part of a request that asks for a language. Embed it in the input of what has pages.
type Spoken struct {
	Language       string `query:"language" maxLength:"35" doc:"BCP 47; that of Accept-Language when absent, English where we do not write it."`
	AcceptLanguage string `header:"Accept-Language" maxLength:"1000"`
}

// Chosen gives the language to answer in.
func (s Spoken) Chosen() string {
	if s.Language != "" {
		return texts.For(s.Language)
	}
	return texts.Negotiate(s.AcceptLanguage)
}
