package boot_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/event"
)

func from(settings map[string]string) *boot.Boot {
	return boot.New(func(name string) (string, bool) {
		v, ok := settings[name]
		return v, ok
	})
}

func TestNeed_NamesEverySettingThatIsMissing(t *testing.T) {
	b := from(map[string]string{env.TableName: "table", env.MailFrom: ""})
	if got := b.Need(env.TableName); got != "table" {
		t.Errorf("TABLE_NAME is %q", got)
	}
	if b.Missing() != nil {
		t.Errorf("nothing is missing yet: %v", b.Missing())
	}
	b.Need(env.MailFrom)
	b.Need(env.SecretARN)
	if err := b.Missing(); err == nil || err.Error() != "not set in the environment: MAIL_FROM, SECRET_ARN" {
		t.Errorf("got %v", err)
	}
	if got := b.Setting(env.LogLevel, "info"); got != "info" {
		t.Errorf("LOG_LEVEL is %q", got)
	}
}

func TestLocation_NamesTheSettingThatIsNoTimeZone(t *testing.T) {
	if zone, err := from(map[string]string{env.TimeZone: "Europe/Vienna"}).Location(env.TimeZone); err != nil || zone.String() != "Europe/Vienna" {
		t.Errorf("got %v, %v", zone, err)
	}
	if _, err := from(map[string]string{env.TimeZone: "Vienna"}).Location(env.TimeZone); err == nil || !strings.Contains(err.Error(), env.TimeZone) {
		t.Errorf("got %v", err)
	}
}

func TestAWS_LoadsWithoutAskingTheNetwork(t *testing.T) {
	t.Setenv("AWS_REGION", "us-east-1")
	t.Setenv("AWS_ACCESS_KEY_ID", "test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test")
	asked := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Errorf("asks for %s", r.URL) }))
	defer asked.Close()
	t.Setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", asked.URL)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "false")
	if cfg := from(nil).AWS(); cfg.Region != "us-east-1" {
		t.Errorf("region %q", cfg.Region)
	}
}

func TestLogger_PutsTheCorrelationOnEveryLine(t *testing.T) {
	var out bytes.Buffer
	log := boot.NewLogger(&out, "warn").With("a", 1)
	ctx := event.WithCorrelation(t.Context(), "request-1")
	log.InfoContext(ctx, "not this")
	log.WarnContext(ctx, "this")
	var line map[string]any
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatalf("not one line of JSON: %s", out.String())
	}
	if line["msg"] != "this" || line["correlationId"] != "request-1" || line["a"] != 1.0 {
		t.Errorf("wrote %s", out.String())
	}
}

func TestLogger_FallsBackToInfo(t *testing.T) {
	var out bytes.Buffer
	log := boot.NewLogger(&out, "loud")
	log.Debug("not this")
	log.Info("this")
	if strings.Count(out.String(), "\n") != 1 {
		t.Errorf("wrote %s", out.String())
	}
}

func TestKeys_AreReadOnceInFiveMinutes(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	reads := 0
	answer := error(nil)
	secret := `{"current":"0000000000000000000000000000first"}`
	keys := boot.NewKeys(func(context.Context) ([]byte, error) {
		reads++
		return []byte(secret), answer
	}, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	id := func() string {
		t.Helper()
		k, err := keys.Get(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return k.ID("s", "k")
	}
	first := id()
	now = now.Add(5*time.Minute - time.Second)
	if id() != first || reads != 1 {
		t.Errorf("read %d times in five minutes", reads)
	}
	now = now.Add(time.Second)
	answer = errors.New("throttled")
	if id() != first || reads != 2 {
		t.Errorf("read %d times; the last keys must stay while the secret cannot be read", reads)
	}
	now = now.Add(5 * time.Minute)
	answer, secret = nil, `{"current":"000000000000000000000000000second","previous":"0000000000000000000000000000first"}`
	if id() == first {
		t.Error("a rotated secret is not taken up")
	}
}

func TestKeys_FailUntilTheSecretCouldBeReadOnce(t *testing.T) {
	answer := errors.New("denied")
	keys := boot.NewKeys(func(context.Context) ([]byte, error) {
		return []byte(`{"current":"0000000000000000000000000000first"}`), answer
	}, boot.Now, slog.New(slog.DiscardHandler))
	if _, err := keys.Get(t.Context()); !errors.Is(err, answer) {
		t.Errorf("got %v", err)
	}
	answer = nil
	if _, err := keys.Get(t.Context()); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestMetrics_AreLinesInTheEmbeddedFormat(t *testing.T) {
	var out bytes.Buffer
	m := boot.MetricsTo(&out, func() time.Time { return time.UnixMilli(1700000000123) })
	if err := m.Put("Refused", 2, boot.Count, map[string]string{"Queue": "intake", "Cause": "malformed"}); err != nil {
		t.Fatal(err)
	}
	var got, want any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	const line = `{"Refused":2,"Queue":"intake","Cause":"malformed","_aws":{"Timestamp":1700000000123,"CloudWatchMetrics":[
	 {"Namespace":"Aftercare","Dimensions":[["Cause","Queue"]],"Metrics":[{"Name":"Refused","Unit":"Count"}]}]}}`
	if err := json.Unmarshal([]byte(line), &want); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("wrote %s", out.String())
	}
}
