package ses_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"aftercare/shared/notice"
	"aftercare/shared/ses"
)

func config(url string) aws.Config {
	return aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String(url),
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	}
}

func mailer(t *testing.T, url, from string) *ses.Mailer {
	t.Helper()
	m, err := ses.New(config(url), from)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

var letter = notice.Mail{
	Notice: "n1", To: "alice@example.com", Subject: "您好", Text: "Hello,\n", Auto: notice.Replied,
}

// handed is what SES gets.
type handed struct {
	FromEmailAddress string
	Destination      struct{ ToAddresses []string }
	Content          struct {
		Simple struct {
			Subject struct{ Data, Charset string }
			Body    struct {
				Text struct{ Data, Charset string }
			}
			Headers []struct{ Name, Value string }
		}
	}
}

// sends hands a mail over, and gives what SES got with its headers by name.
func sends(t *testing.T, m notice.Mail) (got handed, headers map[string]string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err == nil {
			err = json.Unmarshal(raw, &got)
		}
		if err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, `{"MessageId":"m"}`)
	}))
	defer server.Close()
	if err := mailer(t, server.URL, "Börse <support@example.com>").Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	headers = map[string]string{}
	for _, h := range got.Content.Simple.Headers {
		headers[h.Name] = h.Value
	}
	return got, headers
}

func TestAMailSaysWhatItIs(t *testing.T) {
	got, headers := sends(t, letter)
	mail := got.Content.Simple
	if got.FromEmailAddress != "=?utf-8?q?B=C3=B6rse?= <support@example.com>" || len(got.Destination.ToAddresses) != 1 ||
		got.Destination.ToAddresses[0] != "alice@example.com" || mail.Subject.Data != "您好" || mail.Subject.Charset != "UTF-8" ||
		mail.Body.Text.Data != "Hello,\n" {
		t.Errorf("sent %+v", got)
	}
	if _, offers := headers["List-Unsubscribe"]; headers["X-Notice-Id"] != "n1" || headers["Auto-Submitted"] != "auto-replied" || offers {
		t.Errorf("headers %v", headers)
	}
}

func TestAMailThatCanBeRefusedSaysHow(t *testing.T) {
	m := letter
	m.Unsubscribe = "https://help.example.com/v1/public/surveys/T0ken/unsubscription"
	if _, headers := sends(t, m); headers["List-Unsubscribe"] != "<"+m.Unsubscribe+">" || headers["List-Unsubscribe-Post"] != "List-Unsubscribe=One-Click" {
		t.Errorf("headers %v", headers)
	}
}

func TestWhatAFailureMeans(t *testing.T) {
	for _, tc := range []struct {
		code     string
		status   int
		want     error
		requests int
	}{
		{"MessageRejected", 400, notice.ErrRefused, 1},
		{"BadRequestException", 400, notice.ErrRefused, 1},
		{"AccountSuspendedException", 400, notice.ErrNotSent, 1},
		{"SendingPausedException", 400, notice.ErrNotSent, 1},
		{"LimitExceededException", 400, notice.ErrNotSent, 1},
		{"AccessDeniedException", 403, notice.ErrNotSent, 1},
		{"TooManyRequestsException", 429, notice.ErrNotSent, 3},
		{"InternalServiceErrorException", 500, nil, 1},
	} {
		t.Run(tc.code, func(t *testing.T) {
			requests := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				requests++
				w.Header().Set("X-Amzn-ErrorType", tc.code)
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, `{"message":"failed for alice@example.com"}`)
			}))
			defer server.Close()
			err := mailer(t, server.URL, "support@example.com").Send(t.Context(), letter)
			if err == nil || errors.Is(err, notice.ErrRefused) != errors.Is(tc.want, notice.ErrRefused) ||
				errors.Is(err, notice.ErrNotSent) != errors.Is(tc.want, notice.ErrNotSent) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
			if requests != tc.requests {
				t.Errorf("%d requests, want %d", requests, tc.requests)
			}
			if strings.Contains(err.Error(), "alice") {
				t.Errorf("the error names the address: %v", err)
			}
		})
	}
}

func TestAnAccountThatIsNotReadyLosesNoMail(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Amzn-ErrorType", "MessageRejected")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"message":"Email address is not verified. The following identities failed the check: alice@example.com"}`)
	}))
	defer server.Close()
	if err := mailer(t, server.URL, "support@example.com").Send(t.Context(), letter); !errors.Is(err, notice.ErrNotSent) || strings.Contains(err.Error(), "alice") {
		t.Errorf("got %v", err)
	}
}

func TestATornConnectionLeavesOpenWhetherTheMailLeft(t *testing.T) {
	requests := 0
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		requests++
		panic(http.ErrAbortHandler)
	}))
	defer server.Close()
	err := mailer(t, server.URL, "support@example.com").Send(t.Context(), letter)
	if err == nil || errors.Is(err, notice.ErrNotSent) || errors.Is(err, notice.ErrRefused) || requests != 1 {
		t.Errorf("%d requests, %v", requests, err)
	}
}

func TestWithoutAConnectionNothingLeft(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	if err := mailer(t, server.URL, "support@example.com").Send(t.Context(), letter); !errors.Is(err, notice.ErrNotSent) {
		t.Errorf("got %v", err)
	}
}

func TestASenderMustBeAnAddress(t *testing.T) {
	for _, from := range []string{"", "support", "Support <support@example.com>\r\nBcc: wei@example.com"} {
		if _, err := ses.New(config("http://127.0.0.1:1"), from); err == nil {
			t.Errorf("%q was taken", from)
		}
	}
}

func TestNoMailGoesToItsOwnSender(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("SES was asked") }))
	defer server.Close()
	to := letter
	to.To = "Support@Example.com"
	if err := mailer(t, server.URL, "Support <support@example.com>").Send(t.Context(), to); !errors.Is(err, notice.ErrRefused) {
		t.Error(err)
	}
}
