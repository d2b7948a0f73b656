package documents

import (
	"context"

	"aftercare/shared/document"
	"aftercare/shared/jurisdiction"
	"aftercare/shared/web"
)

// Procedure is what is published of the complaint procedure, for programs.
type Procedure struct {
	Jurisdiction string      `json:"jurisdiction"`
	Language     string      `json:"language" doc:"Of title and text (BCP 47)."`
	Languages    []string    `json:"languages" doc:"That complaints are answered in."`
	FreeOfCharge bool        `json:"freeOfCharge"`
	Timeframes   []Timeframe `json:"timeframes" doc:"From the receipt on."`
	Contact      Contact     `json:"contact"`
	Template     string      `json:"template" doc:"Path of the template."`
	Title        string      `json:"title"`
	Text         string      `json:"text" doc:"The whole page as plain text."`
}

// Timeframe is one limit.
type Timeframe struct {
	Name     string              `json:"name"`
	Service  string              `json:"service,omitempty" doc:"The kind of service that it is for; all others when absent."`
	Within   jurisdiction.Limit  `json:"within"`
	Extended *jurisdiction.Limit `json:"extended,omitempty" doc:"In exceptional cases."`
}

// Contact is who handles complaints.
type Contact struct {
	Company string `json:"company"`
	Email   string `json:"email"`
	Phone   string `json:"phone,omitempty"`
}

type procedureOutput struct {
	Body Procedure
}

func (a API) published(ctx context.Context, in *web.Spoken) (*procedureOutput, error) {
	lang := in.Chosen()
	p := a.Published.Page(lang)
	web.Speak(ctx, lang)
	web.Show(ctx, p.HTML())
	out := Procedure{
		Jurisdiction: string(a.Published.Regime.Jurisdiction()), Language: lang, Languages: a.Published.Languages, FreeOfCharge: true,
		Contact: Contact{
			Company: a.Published.House.Company, Email: a.Published.House.ComplaintsEmail, Phone: a.Published.House.ComplaintsPhone,
		},
		Template: document.TemplatePath, Title: p.Title, Text: p.Text(),
	}
	for _, f := range a.Published.Regime.Timeframes() {
		out.Timeframes = append(out.Timeframes, Timeframe{Name: f.Name, Service: string(f.Service), Within: f.Within, Extended: f.Extended})
	}
	return &procedureOutput{Body: out}, nil
}

// Template is the template for complaints, for programs.
type Template struct {
	Language string `json:"language"`
	Title    string `json:"title"`
	Text     string `json:"text"`
}

type templateOutput struct {
	Body Template
}

func (a API) template(ctx context.Context, in *web.Spoken) (*templateOutput, error) {
	p := a.Published.Template(in.Chosen())
	web.Speak(ctx, p.Language)
	web.Show(ctx, p.HTML())
	return &templateOutput{Body: Template{Language: p.Language, Title: p.Title, Text: p.Text()}}, nil
}
