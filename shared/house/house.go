// Package house wires who writes letters: the company, as it calls itself in the settings of a function.
package house

import (
	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/document"
)

// Of gives the company.
func Of(b *boot.Boot) document.House {
	return document.House{
		Company: b.Need(env.CompanyName), ComplaintsEmail: b.Need(env.ComplaintsEmail),
		ComplaintsPhone: b.Setting(env.ComplaintsPhone, ""), Zone: b.Need(env.TimeZone),
	}
}
