// Package asking wires who asks customers, by mail.
package asking

import (
	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/dynamo"
	"aftercare/shared/feedback"
	"aftercare/shared/notice"
	"aftercare/shared/ses"
	"aftercare/shared/ticket"
)

// Asker gives who asks.
func Asker(b *boot.Boot, table *dynamo.Table) (*feedback.Asker, error) {
	zone, err := b.Location(env.TimeZone)
	if err != nil {
		return nil, err
	}
	mailer, err := ses.New(b.AWS(), b.Need(env.MailFrom))
	if err != nil {
		return nil, err
	}
	writer, err := notice.NewWriter(notice.House{Company: b.Need(env.CompanyName), Zone: zone})
	if err != nil {
		return nil, err
	}
	tickets := ticket.NewService(table, table, b.Clock)
	return feedback.NewAsker(table, table, tickets, mailer, writer, b.Need(env.PublicURL), b.Clock), nil
}
