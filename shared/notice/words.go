package notice

import (
	"fmt"
	"strings"
	"text/template"
	"time"

	"aftercare/shared/escalation"
)

// functions are what the texts of a language call to put values into words.
func (w *Writer) functions(lang string) template.FuncMap {
	v := vocabularies[lang]
	return template.FuncMap{
		"duration": v.duration,
		"moment":   func(t time.Time) string { return v.moment(t, w.house.Zone) },
		"cause":    func(c escalation.Cause) string { return v.causes[c] },
		"deadline": func(name string) string { return v.deadlines[name] },
	}
}

// vocabulary is how a language says values.
type vocabulary struct {
	units     [4][2]string // days, hours, minutes, seconds: one and many, with the gap before them
	gap       string       // between units
	layout    string       // of a time, see package time
	causes    map[escalation.Cause]string
	deadlines map[string]string
}

// vocabularies has one entry for each folder of texts.
var vocabularies = map[string]vocabulary{
	"en": {
		units:  [4][2]string{{" day", " days"}, {" hour", " hours"}, {" minute", " minutes"}, {" second", " seconds"}},
		gap:    " ",
		layout: "2 January 2006, 15:04",
		causes: map[escalation.Cause]string{
			escalation.Breach:          "a promised time passed",
			escalation.ByCustomer:      "the customer asked for a superior",
			escalation.ByStaff:         "a colleague handed it up",
			escalation.LowScore:        "the customer was not satisfied",
			escalation.TakeoverExpired: "nobody of the level below took it over in time",
			escalation.Rejection:       "the customer rejected the solution",
		},
		deadlines: map[string]string{
			"acknowledgement":   "We tell you whether we can take it up by",
			"investigation":     "We finish looking into it by",
			"decision":          "You have our decision by",
			"decisionStatutory": "The law's own limit for our decision is",
		},
	},
	"zh": {
		units:  [4][2]string{{" 天", " 天"}, {" 小时", " 小时"}, {" 分钟", " 分钟"}, {" 秒", " 秒"}},
		gap:    " ",
		layout: "2006年1月2日 15:04",
		causes: map[escalation.Cause]string{
			escalation.Breach:          "超过了承诺的时限",
			escalation.ByCustomer:      "客户要求由上级处理",
			escalation.ByStaff:         "同事提请上级处理",
			escalation.LowScore:        "客户对处理结果不满意",
			escalation.TakeoverExpired: "下一级无人按时接手",
			escalation.Rejection:       "客户拒绝了解决方案",
		},
		deadlines: map[string]string{
			"acknowledgement":   "告知您是否受理的时间不晚于",
			"investigation":     "完成调查的时间不晚于",
			"decision":          "作出答复的时间不晚于",
			"decisionStatutory": "法律规定的最终期限为",
		},
	},
}

// day is where days begin to say more than hours do.
const day = 24 * time.Hour

// duration says a span of time in its two largest units: "5 minutes", "1 hour 30 minutes", "24 hours", "3 days".
func (v vocabulary) duration(d time.Duration) string {
	d = d.Round(time.Second)
	var parts []string
	for i, unit := range []time.Duration{day, time.Hour, time.Minute, time.Second} {
		if unit == day && (d < 2*day || d%time.Hour != 0) { // "24 hours" is the usual promise
			continue
		}
		n := d / unit
		d -= n * unit
		if n == 1 {
			parts = append(parts, fmt.Sprint(1, v.units[i][0]))
		} else if n > 1 || i == 3 && len(parts) == 0 {
			parts = append(parts, fmt.Sprint(int64(n), v.units[i][1]))
		}
	}
	return strings.Join(parts[:min(2, len(parts))], v.gap)
}

// moment says a time in a zone, with the zone's abbreviation, for a reader may live elsewhere.
func (v vocabulary) moment(t time.Time, zone *time.Location) string {
	local := t.In(zone)
	return local.Format(v.layout) + " " + local.Format("MST")
}
