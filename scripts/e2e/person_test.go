package e2e

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// password is of users that exist inside an emulator only.
const password = "Local-only-1-test"

// person is somebody with a token of the stack's user pool.
type person struct {
	stack *stack
	ID    string // the token's subject, which is a customer's id
	Email string
	Token string
}

// who says what is particular about a person.
type who struct{ group, tier, locale string }

// newPerson signs up somebody whom no other test knows, and signs them in.
func newPerson(t *testing.T, is who) *person {
	t.Helper()
	return signUp(t, deployed(t), is)
}

func signUp(t *testing.T, s *stack, is who) *person {
	t.Helper()
	name := "p" + strings.ToLower(rand.Text())
	p := &person{stack: s, Email: name + "@example.test"}
	attributes := []types.AttributeType{
		{Name: aws.String("email"), Value: aws.String(p.Email)},
		{Name: aws.String("email_verified"), Value: aws.String("true")},
		{Name: aws.String("name"), Value: aws.String("Alice")},
	}
	if is.locale != "" {
		attributes = append(attributes, types.AttributeType{Name: aws.String("locale"), Value: aws.String(is.locale)})
	}
	if is.tier != "" {
		attributes = append(attributes, types.AttributeType{Name: aws.String("custom:tier"), Value: aws.String(is.tier)})
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.cognito().AdminCreateUser(t.Context(), &cognitoidentityprovider.AdminCreateUserInput{
		UserPoolId: aws.String(s.UserPoolID), Username: aws.String(name),
		MessageAction: types.MessageActionTypeSuppress, UserAttributes: attributes,
	})
	must(err)
	_, err = s.cognito().AdminSetUserPassword(t.Context(), &cognitoidentityprovider.AdminSetUserPasswordInput{
		UserPoolId: aws.String(s.UserPoolID), Username: aws.String(name), Password: aws.String(password), Permanent: true,
	})
	must(err)
	if is.group != "" {
		_, err = s.cognito().AdminAddUserToGroup(t.Context(), &cognitoidentityprovider.AdminAddUserToGroupInput{
			UserPoolId: aws.String(s.UserPoolID), Username: aws.String(name), GroupName: aws.String(is.group),
		})
		must(err)
	}
	signedIn, err := s.cognito().InitiateAuth(t.Context(), &cognitoidentityprovider.InitiateAuthInput{
		ClientId: aws.String(s.UserPoolClientID), AuthFlow: types.AuthFlowTypeUserPasswordAuth,
		AuthParameters: map[string]string{"USERNAME": name, "PASSWORD": password},
	})
	must(err)
	p.Token = aws.ToString(signedIn.AuthenticationResult.IdToken)
	p.ID = subject(t, p.Token)
	return p
}

// subject reads a token's sub.
func subject(t *testing.T, token string) string {
	t.Helper()
	parts := strings.Split(token, ".")
	claims, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var c struct{ Sub string }
	if err := json.Unmarshal(claims, &c); err != nil {
		t.Fatal(err)
	}
	return c.Sub
}

func customer(t *testing.T) *person { return newPerson(t, who{}) }
func agent(t *testing.T) *person    { return newPerson(t, who{group: "agent"}) }
func lead(t *testing.T) *person     { return newPerson(t, who{group: "lead"}) }

// leadsAddress is that of lin, a lead who has been there from the beginning: the directory of staff is not read
// anew for every mail.
const leadsAddress = "lin@example.test"

// answer is what the API said.
type answer struct {
	t      *testing.T
	call   string
	Status int
	Header http.Header
	Body   []byte
}

// call asks the API. Headers are name, value, name, value ...
func (p *person) call(t *testing.T, method, path string, body any, headers ...string) *answer {
	t.Helper()
	return request(t, p.stack, method, path, p.Token, body, headers...)
}

func (p *person) get(t *testing.T, path string) *answer {
	t.Helper()
	return p.call(t, http.MethodGet, path, nil)
}

func (p *person) post(t *testing.T, path string, body any, headers ...string) *answer {
	t.Helper()
	return p.call(t, http.MethodPost, path, body, headers...)
}

// request asks the API with a token, or with none. A body of type string goes
// as it is, any other as JSON.
func request(t *testing.T, s *stack, method, path, token string, body any, headers ...string) *answer {
	t.Helper()
	var content io.Reader
	switch body := body.(type) {
	case nil:
	case string:
		content = strings.NewReader(body)
	default:
		encoded, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		content = bytes.NewReader(encoded)
	}
	if !strings.HasPrefix(path, "http") {
		path = strings.TrimSuffix(s.APIURL, "/") + path
	}
	r, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), method, path, content)
	if err != nil {
		t.Fatal(err)
	}
	if content != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	read, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return &answer{t: t, call: method + " " + path, Status: response.StatusCode, Header: response.Header, Body: read}
}

// want stops the test when the answer has another status.
func (a *answer) want(status int) *answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("%s: %d instead of %d\n%s", a.call, a.Status, status, a.Body)
	}
	return a
}

// into decodes the answer.
func into[T any](a *answer) T {
	a.t.Helper()
	var v T
	if err := json.Unmarshal(a.Body, &v); err != nil {
		a.t.Fatalf("%s: %v\n%s", a.call, err, a.Body)
	}
	return v
}
