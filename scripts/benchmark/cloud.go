package main

import (
	"crypto/md5" //nolint:gosec // the checksum that SQS answers with
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// cloud answers for the other services of AWS, with the least that their clients accept, and counts the calls.
type cloud struct {
	count   func(count func(*tally))
	publish func(entry)
	start   func(execution)
	mail    func(mail)
	staff   map[string][]member // of the user pool, by group
}

// entry is what relay puts on the bus.
type entry struct {
	Source, DetailType, Detail string
}

// mail is what a function sent.
type mail struct{ To, Text string }

// member is a user of the pool.
type member struct{ ID, Name, Email string }

func (c *cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	name, answer, err := c.answer(r, raw)
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotImplemented)
		return
	}
	c.count(func(t *tally) { t.Calls[name]++ })
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.Header().Set("X-Amzn-Requestid", "bench")
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		return // the function has gone
	}
}

func (c *cloud) answer(r *http.Request, raw []byte) (string, any, error) {
	if strings.HasSuffix(r.URL.Path, "/outbound-emails") {
		return c.send(raw)
	}
	service, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	switch service + "." + action {
	case "secretsmanager.GetSecretValue":
		return "SecretsManager.GetSecretValue", map[string]any{
			"ARN": "arn", "Name": "links", "VersionId": "1",
			"SecretString": `{"current":"a secret of the bench and of nothing else","previous":""}`,
		}, nil
	case "AmazonSQS.SendMessage":
		var in struct{ MessageBody string }
		if err := json.Unmarshal(raw, &in); err != nil {
			return "", nil, err
		}
		sum := md5.Sum([]byte(in.MessageBody)) //nolint:gosec // see above
		return "SQS.SendMessage", map[string]any{"MessageId": "1", "MD5OfMessageBody": hex.EncodeToString(sum[:])}, nil
	case "AWSEvents.PutEvents":
		return c.put(raw)
	case "AWSStepFunctions.StartExecution":
		var in struct{ Name, Input string }
		if err := json.Unmarshal(raw, &in); err != nil {
			return "", nil, err
		}
		c.start(execution{name: in.Name, state: json.RawMessage(in.Input)})
		return "StepFunctions.StartExecution", map[string]any{"executionArn": "arn:" + in.Name, "startDate": time.Now().Unix()}, nil
	case "AWSCognitoIdentityProviderService.ListUsersInGroup":
		return c.group(raw)
	}
	return "", nil, fmt.Errorf("the bench knows no %s %s %s", r.Method, r.URL.Path, r.Header.Get("X-Amz-Target"))
}

// send takes a mail in as SES does.
// https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
func (c *cloud) send(raw []byte) (string, any, error) {
	var in struct {
		Destination struct{ ToAddresses []string }
		Content     struct {
			Simple struct {
				Body struct{ Text struct{ Data string } }
			}
		}
	}
	if err := json.Unmarshal(raw, &in); err != nil {
		return "", nil, err
	}
	c.mail(mail{To: strings.Join(in.Destination.ToAddresses, ","), Text: in.Content.Simple.Body.Text.Data})
	return "SES.SendEmail", map[string]any{"MessageId": "1"}, nil
}

func (c *cloud) put(raw []byte) (string, any, error) {
	var in struct{ Entries []entry }
	if err := json.Unmarshal(raw, &in); err != nil {
		return "", nil, err
	}
	taken := make([]map[string]string, len(in.Entries))
	for i, e := range in.Entries {
		taken[i] = map[string]string{"EventId": fmt.Sprint(i)}
		c.publish(e)
	}
	return "EventBridge.PutEvents", map[string]any{"FailedEntryCount": 0, "Entries": taken}, nil
}

func (c *cloud) group(raw []byte) (string, any, error) {
	var in struct{ GroupName string }
	if err := json.Unmarshal(raw, &in); err != nil {
		return "", nil, err
	}
	users := []map[string]any{}
	for _, m := range c.staff[in.GroupName] {
		users = append(users, map[string]any{
			"Username": m.ID, "Enabled": true, "UserStatus": "CONFIRMED",
			"Attributes": []map[string]string{
				{"Name": "sub", "Value": m.ID}, {"Name": "name", "Value": m.Name}, {"Name": "email", "Value": m.Email},
				{"Name": "email_verified", "Value": "true"},
			},
		})
	}
	return "Cognito.ListUsersInGroup", map[string]any{"Users": users}, nil
}
