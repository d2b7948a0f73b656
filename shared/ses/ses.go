// Package ses hands mails to Amazon SES.
package ses

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/smithy-go"

	"aftercare/shared/notice"
)

// timeout bounds the handing over of one mail. It lies below what a function has for a batch, so that the function
// lives to say that it does not know what became of the mail.
const timeout = 8 * time.Second

// Mailer sends as one sender. It implements notice.Mailer.
type Mailer struct {
	client *sesv2.Client
	from   string // with its name
	own    string // the sender's bare address
}

// New makes a mailer. from is the sender: an address, or a name with an address as in `Support <support@example.com>`.
func New(cfg aws.Config, from string) (*Mailer, error) {
	sender, err := mail.ParseAddress(from)
	if err != nil {
		return nil, fmt.Errorf("the sender of mails is no address: %w", err)
	}
	client := sesv2.NewFromConfig(cfg, func(o *sesv2.Options) { o.Retryer = throttled() })
	return &Mailer{client: client, from: sender.String(), own: sender.Address}, nil
}

// throttled retries what SES turned away for its rate, and nothing else: SES sends what it is given twice twice.
func throttled() aws.Retryer {
	codes := retry.RetryableErrorCode{Codes: map[string]struct{}{"TooManyRequestsException": {}, "ThrottlingException": {}}}
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.Retryables = []retry.IsErrorRetryable{codes}
		o.MaxBackoff = 300 * time.Millisecond
	})
}

// Send hands a mail over. A refusal of the mail or its address is notice.ErrRefused; any other answer that blames the
// request, and a connection that could not be made, is notice.ErrNotSent. So is a refusal because an identity is not
// verified: that is an account that is not ready yet, and no mail must be lost for it. Errors hold SES's code and
// never its message, which may name the address.
// https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
func (m *Mailer) Send(ctx context.Context, n notice.Mail) error {
	if strings.EqualFold(n.To, m.own) { // whoever gives our address as theirs would have us write to ourselves without end
		return fmt.Errorf("the mail is to its own sender: %w", notice.ErrRefused)
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	headers := []types.MessageHeader{header("X-Notice-Id", n.Notice)}
	if n.Auto != notice.Person {
		// RFC 3834, 5, and what Exchange looks at instead.
		headers = append(headers, header("Auto-Submitted", string(n.Auto)), header("X-Auto-Response-Suppress", "All"))
	}
	if n.Unsubscribe != "" { // RFC 8058, 3.1; RFC 2369, 3.2
		headers = append(headers, header("List-Unsubscribe", "<"+n.Unsubscribe+">"), header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
	}
	_, err := m.client.SendEmail(ctx, &sesv2.SendEmailInput{
		FromEmailAddress: aws.String(m.from),
		Destination:      &types.Destination{ToAddresses: []string{n.To}},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: content(n.Subject),
			Body:    &types.Body{Text: content(n.Text)},
			Headers: headers,
		}},
	})
	return told(err)
}

func header(name, value string) types.MessageHeader {
	return types.MessageHeader{Name: aws.String(name), Value: aws.String(value)}
}

func content(s string) *types.Content {
	return &types.Content{Data: aws.String(s), Charset: aws.String("UTF-8")}
}

// told gives an error of SES as one of ours.
func told(err error) error {
	if err == nil {
		return nil
	}
	code, unverified := "no answer", false
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		code, unverified = api.ErrorCode(), strings.Contains(api.ErrorMessage(), "not verified")
	}
	if (code == "MessageRejected" || code == "BadRequestException") && !unverified {
		return fmt.Errorf("SES says %s: %w", code, notice.ErrRefused)
	}
	if answer, ok := errors.AsType[*awshttp.ResponseError](err); ok && answer.HTTPStatusCode()/100 == 4 {
		return fmt.Errorf("SES says %s: %w", code, notice.ErrNotSent)
	}
	if dial, ok := errors.AsType[*net.OpError](err); ok && dial.Op == "dial" {
		return fmt.Errorf("SES cannot be reached: %w", notice.ErrNotSent)
	}
	return fmt.Errorf("SES: %s", code)
}
