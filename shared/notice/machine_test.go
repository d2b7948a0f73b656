package notice_test

import (
	"testing"
)

func TestNoMachineIsAnswered(t *testing.T) {
	for _, address := range []string{
		"MAILER-DAEMON@example.com", "postmaster@example.com", "no-reply@example.com", "NoReply+7f3a@example.com",
		"bounce-alice=example.com@example.com", "bounces+123@example.com", "do-not-reply@example.com",
	} {
		c := newCompany(t)
		o := c.opening("ABCDEFGHJKMN")
		o.Customer.Email = address
		c.open(t, o)
		o = c.opening("ABCDEFGHJKMP")
		o.Body = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"
		o.Customer.Email = address
		c.open(t, o)
		c.wantInbox(t)
	}
	for _, address := range []string{"reply@example.com", "bouncer@example.com", "alice+noreply@example.com", "nora.eply@example.com"} {
		c := newCompany(t)
		o := c.opening("ABCDEFGHJKMN")
		o.Customer.Email = address
		c.open(t, o)
		c.wantInbox(t, address+" "+replySubject)
	}
}
