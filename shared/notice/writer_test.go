package notice_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the machine need not have zone files

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/notice"
	"aftercare/shared/sla"
	"aftercare/shared/texts"
)

func writer(t *testing.T) *notice.Writer {
	t.Helper()
	w, err := notice.NewWriter(house())
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// everything is content with each of its parts.
func everything() notice.Content {
	return notice.Content{
		Reference: "ABCD-EFGH-JKMN", Kind: event.Complaint, FirstReply: 5 * time.Minute, Resolution: 24 * time.Hour,
		Body: "Your deposit has arrived.", Agent: "Bo", Level: 1, Role: "lead", Cause: escalation.Breach,
		TakeoverBy: noon, Target: sla.NextReply, DueAt: noon, Score: 2, Outcome: "declined", Link: "https://help.example.com/v1/public/surveys/T0ken", Expires: noon,
		Unsubscribe: "https://help.example.com/v1/public/surveys/T0ken/unsubscription",
	}
}

var templates = []notice.Template{
	notice.AutomaticReply, notice.AutomaticReplyWarning, notice.SecretWarning, notice.AgentReply, notice.Survey, notice.NPS, notice.CES,
	notice.Escalation, notice.Warning, notice.LessonDue, notice.LowScore, notice.Praise,
	notice.Detractor, notice.PutRight, notice.NotPutRight, notice.FeedbackHandled,
}

func TestEveryTextIsThereInEveryLanguage(t *testing.T) {
	w := writer(t)
	for _, lang := range texts.Languages() {
		files, err := fs.Glob(texts.Folder(lang), "*.txt")
		if err != nil || len(files) != len(templates)+1 {
			t.Errorf("%s has %d files, want %d texts and the parts", lang, len(files), len(templates))
		}
		for _, name := range templates {
			for what, c := range map[string]notice.Content{"everything": everything(), "nothing": {Kind: event.Ticket}} {
				m, err := w.Write(name, lang, c)
				if err != nil {
					t.Errorf("%s with %s: %v", name, what, err)
					continue
				}
				if m.Subject == "" || strings.Contains(m.Text, "<no value>") || strings.Contains(m.Text, "\n\n\n") {
					t.Errorf("%s in %s with %s: %q\n%s", name, lang, what, m.Subject, m.Text)
				}
				asks := name == notice.Survey || name == notice.NPS || name == notice.CES // and can be refused
				if what == "everything" && asks != strings.Contains(m.Text, everything().Unsubscribe+"\n") {
					t.Errorf("%s in %s:\n%s", name, lang, m.Text)
				}
				if what == "everything" && name != notice.NPS && name != notice.CES && !strings.Contains(m.Subject, "ABCD-EFGH-JKMN") { // it is about no case
					t.Errorf("%s in %s has no reference in its subject %q", name, lang, m.Subject)
				}
			}
		}
	}
}

func TestPromisesAreSaidInWords(t *testing.T) {
	w := writer(t)
	for _, c := range []struct {
		first          time.Duration
		en, german, zh string
	}{
		{5 * time.Minute, "within 5 minutes.", "innerhalb von 5 Minuten.", "5 分钟内"},
		{time.Minute, "within 1 minute.", "innerhalb von 1 Minute.", "1 分钟内"},
		{6 * time.Second, "within 6 seconds.", "innerhalb von 6 Sekunden.", "6 秒内"},
		{24 * time.Hour, "within 24 hours.", "innerhalb von 24 Stunden.", "24 小时内"},
		{90 * time.Minute, "within 1 hour 30 minutes.", "innerhalb von 1 Stunde 30 Minuten.", "1 小时 30 分钟内"},
		{72 * time.Hour, "within 3 days.", "innerhalb von 3 Tagen.", "3 天内"},
		{50 * time.Hour, "within 2 days 2 hours.", "innerhalb von 2 Tagen 2 Stunden.", "2 天 2 小时内"},
	} {
		for lang, want := range map[string]string{"en": c.en, "de": c.german, "zh": c.zh} {
			m, err := w.Write(notice.AutomaticReply, lang, notice.Content{FirstReply: c.first})
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(m.Text, want) {
				t.Errorf("%s in %s is not said as %q:\n%s", c.first, lang, want, m.Text)
			}
		}
	}
}

func TestANameBreaksNeitherHeaderNorText(t *testing.T) {
	c := everything()
	c.Agent = "Bo\r\nBcc: wei@example.com\u202e"
	m, err := writer(t).Write(notice.AgentReply, "en", c)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(strings.Split(m.Text, "\n"), "Bo Bcc: wei@example.com") {
		t.Errorf("the name was not brought into one line:\n%s", m.Text)
	}
	h := house()
	h.Company = "Example\r\nBcc: wei@example.com"
	w, err := notice.NewWriter(h)
	if err != nil {
		t.Fatal(err)
	}
	if m, err = w.Write(notice.AgentReply, "en", c); err != nil || strings.ContainsAny(m.Subject, "\r\n") {
		t.Errorf("subject %q, %v", m.Subject, err)
	}
}
