package jurisdiction

import "time"

// Limit is how long after receipt something is due. Hours count real time, to the second. All else is of the calendar
// of the company's time zone and ends with its last day there, at 23:59:59; the day of receipt is not counted. One of
// them is set.
type Limit struct {
	Hours        int `json:"hours,omitempty"`
	Days         int `json:"days,omitempty"`
	BusinessDays int `json:"businessDays,omitempty"` // neither weekends nor holidays
	Weeks        int `json:"weeks,omitempty"`
	Months       int `json:"months,omitempty"`
}

// units counts the units that are set to something; a limit has one, and it is positive.
func (l Limit) units() int {
	n := 0
	for _, unit := range []int{l.Hours, l.Days, l.BusinessDays, l.Weeks, l.Months} {
		if unit < 0 {
			return -1
		}
		if unit > 0 {
			n++
		}
	}
	return n
}

// After gives when the limit ends for what was received at a time.
func (l Limit) After(received time.Time, zone *time.Location, holidays Holidays) time.Time {
	if l.Hours > 0 {
		return received.UTC().Truncate(time.Second).Add(time.Duration(l.Hours) * time.Hour)
	}
	day := date(received.In(zone).Date())
	switch {
	case l.Months > 0:
		// On the day of the same number, or on the month's last day where that has none, as in Regulation (EEC, Euratom)
		// No 1182/71, Article 3(2)(c). AddDate would run over into the next month.
		first := date(day.Year(), day.Month()+time.Month(l.Months), 1)
		day = first.AddDate(0, 0, min(day.Day(), first.AddDate(0, 1, -1).Day())-1)
	case l.BusinessDays > 0:
		day = nthBusinessDay(day, l.BusinessDays, holidays)
	default:
		day = day.AddDate(0, 0, l.Days+7*l.Weeks)
	}
	return endOfDay(day, zone)
}

// nthBusinessDay gives the n-th business day that follows a day.
func nthBusinessDay(day time.Time, n int, holidays Holidays) time.Time {
	free := holidays.in(day.Year())
	for year := day.Year(); n > 0; {
		day = day.AddDate(0, 0, 1)
		if day.Year() != year {
			year = day.Year()
			free = holidays.in(year)
		}
		if !weekend(day) && !free[key(day)] {
			n--
		}
	}
	return day
}

// endOfDay is the last second of a local day, the later one where the clocks go back over midnight.
func endOfDay(day time.Time, zone *time.Location) time.Time {
	last := time.Date(day.Year(), day.Month(), day.Day(), 23, 59, 59, 0, zone)
	if again := last.Add(time.Hour); again.Day() == last.Day() {
		last = again
	}
	return last.UTC()
}
