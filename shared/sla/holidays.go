package sla

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/au"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/br"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/cy"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/ee"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fi"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/gr"
	"github.com/rickar/cal/v2/hr"
	"github.com/rickar/cal/v2/hu"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/is"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/lt"
	"github.com/rickar/cal/v2/lu"
	"github.com/rickar/cal/v2/lv"
	"github.com/rickar/cal/v2/mt"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/pt"
	"github.com/rickar/cal/v2/ro"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/si"
	"github.com/rickar/cal/v2/sk"
	"github.com/rickar/cal/v2/us"
)

// holidaySets are the public holidays by ISO 3166 code of the country, or of
// its part where the law differs from part to part.
var holidaySets = map[string][]*cal.Holiday{
	"AT": at.Holidays, "BE": be.Holidays, "BR": br.Holidays, "CA": ca.Holidays, "CY": cy.Holidays,
	"CZ": cz.Holidays, "DK": dk.Holidays, "EE": ee.Holidays, "ES": es.Holidays, "FI": fi.Holidays,
	"FR": fr.Holidays, "GB": gb.Holidays, "GR": gr.Holidays, "HR": hr.Holidays, "HU": hu.Holidays,
	"IE": ie.Holidays, "IS": is.Holidays, "IT": it.Holidays, "JP": jp.Holidays, "LT": lt.Holidays,
	"LU": lu.Holidays, "LV": lv.Holidays, "MT": mt.Holidays, "NL": nl.Holidays, "NO": no.Holidays,
	"NZ": nz.Holidays, "PL": pl.Holidays, "PT": pt.Holidays, "RO": ro.Holidays, "SE": se.Holidays,
	"SI": si.Holidays, "SK": sk.Holidays, "US": us.Holidays,

	"AU-ACT": au.HolidaysACT, "AU-NSW": au.HolidaysNSW, "AU-NT": au.HolidaysNT, "AU-QLD": au.HolidaysQLD,
	"AU-SA": au.HolidaysSA, "AU-TAS": au.HolidaysTAS, "AU-VIC": au.HolidaysVIC, "AU-WA": au.HolidaysWA,

	"CH-BE": ch.HolidaysBE, "CH-BS": ch.HolidaysBS, "CH-GE": ch.HolidaysGE, "CH-LU": ch.HolidaysLU,
	"CH-TI": ch.HolidaysTI, "CH-VD": ch.HolidaysVD, "CH-ZG": ch.HolidaysZG, "CH-ZH": ch.HolidaysZH,

	"DE": de.Holidays, "DE-BB": de.HolidaysBB, "DE-BE": de.HolidaysBE, "DE-BW": de.HolidaysBW,
	"DE-BY": de.HolidaysBY, "DE-HB": de.HolidaysHB, "DE-HE": de.HolidaysHE, "DE-HH": de.HolidaysHH,
	"DE-MV": de.HolidaysMV, "DE-NI": de.HolidaysNI, "DE-NW": de.HolidaysNW, "DE-RP": de.HolidaysRP,
	"DE-SH": de.HolidaysSH, "DE-SL": de.HolidaysSL, "DE-SN": de.HolidaysSN, "DE-ST": de.HolidaysST,
	"DE-TH": de.HolidaysTH,
}

// HolidaySets lists the names that [CalendarSpec.HolidaySets] may hold.
func HolidaySets() []string { return slices.Sorted(maps.Keys(holidaySets)) }

// setYear is one set in one year.
type setYear struct {
	set  string
	year int
}

// setYears remembers what was computed. It depends on nothing but its key.
var setYears sync.Map // setYear -> []closedDays

// publicHolidays are the days of a set that lie in a year, in order: those of
// the holidays themselves and those observed in their place.
func publicHolidays(set string, year int) []closedDays {
	key := setYear{set, year}
	if had, ok := setYears.Load(key); ok {
		return had.([]closedDays)
	}
	var out []closedDays
	add := func(at time.Time, name string) {
		if !at.IsZero() && at.Year() == year {
			day := dayOf(at.Date())
			out = append(out, closedDays{from: day, to: day, name: name})
		}
	}
	for _, h := range holidaySets[set] {
		for y := year - 1; y <= year+1; y++ { // a day observed may lie in the year beside
			actual, observed := h.Calc(y)
			add(actual, h.Name)
			if !observed.Equal(actual) {
				add(observed, h.Name)
			}
		}
	}
	out = disjoint(out)
	setYears.Store(key, out)
	return out
}

// dayOf counts the days since 1970-01-01.
func dayOf(year int, month time.Month, day int) int64 {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsOfDay
}

// dateOf writes a day that was counted so.
func dateOf(day int64) string { return time.Unix(day*secondsOfDay, 0).UTC().Format(time.DateOnly) }
