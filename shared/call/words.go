package call

import (
	"strings"
	"sync"
	"time"

	"aftercare/shared/texts"
)

// phrases are what a ticket says of the call that opened it.
type phrases struct {
	MissedSubject   string `json:"missedSubject"`
	Missed          string `json:"missed"`
	AnsweredSubject string `json:"answeredSubject"`
	Answered        string `json:"answered"`
	Spoken          string `json:"spoken"`
}

const momentInPhrase = "{at}"

// Read when first needed: whoever only counts calls says nothing.
var (
	phrasesOf    = sync.OnceValue(func() map[string]phrases { return texts.Must(texts.All[phrases]("call.json")) })
	vocabularyOf = sync.OnceValue(func() map[string]texts.Words { return texts.Must(texts.Vocabularies()) })
)

// words are those of one language.
type words struct {
	phrases
	say func(time.Time) string
}

func wordsFor(tag string, zone *time.Location) words {
	lang := texts.For(tag)
	vocabulary := vocabularyOf()[lang]
	return words{phrasesOf()[lang], func(at time.Time) string { return vocabulary.At(at, zone) }}
}

func (w words) missed(r Report) (subject, body string) {
	return w.MissedSubject, strings.ReplaceAll(w.Missed, momentInPhrase, w.say(r.QueuedAt))
}

func (w words) answered(r Report) (subject, body string) {
	return w.AnsweredSubject, strings.ReplaceAll(w.Answered, momentInPhrase, w.say(r.AnsweredAt))
}

func (w words) spoken(r Report) string {
	return strings.ReplaceAll(w.Spoken, momentInPhrase, w.say(r.AnsweredAt))
}
