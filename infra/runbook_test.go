package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// notAnAlarm are the sections of the runbook that no alarm leads to.
var notAnAlarm = []string{"Before the first alarm", "When to wake whom"}

func TestEveryAlarmHasItsSectionInTheRunbookAndEverySectionAnAlarm(t *testing.T) {
	text := runbookText(t)
	sections := map[string]bool{} // and whether an alarm leads there
	for _, heading := range regexp.MustCompile(`(?m)^## (.+)$`).FindAllStringSubmatch(text, -1) {
		if !slices.Contains(notAnAlarm, heading[1]) {
			sections[heading[1]] = false
		}
	}
	reference := regexp.MustCompile(`^[^.]+\. .+\. Runbook: infra/runbook/README\.md#([a-z-]+)$`)
	for id, alarm := range inProduction().of("AWS::CloudWatch::Alarm") {
		description, _ := alarm.at("AlarmDescription").(string)
		found := reference.FindStringSubmatch(description)
		if found == nil {
			t.Errorf("%s does not say what is wrong, what to do and where to read on: %q", id, description)
			continue
		}
		if _, ok := sections[found[1]]; !ok {
			t.Errorf("%s leads to section %q, which the runbook does not have", id, found[1])
		}
		sections[found[1]] = true
		if len(description) > 1024 {
			t.Errorf("%s: CloudWatch takes descriptions of 1024 characters", id)
		}
	}
	for section, led := range sections {
		if !led {
			t.Errorf("no alarm leads to the runbook's section %q", section)
		}
	}
}

func TestEverySectionOfTheRunbookSaysTheFiveThings(t *testing.T) {
	for _, part := range strings.Split(runbookText(t), "\n## ")[1:] {
		heading, body, _ := strings.Cut(part, "\n")
		if slices.Contains(notAnAlarm, heading) {
			continue
		}
		for _, want := range []string{"**For customers:**", "**Look at:**", "**Do:**", "**Over when:**", "**Wake:**"} {
			if strings.Count(body, want) != 1 {
				t.Errorf("%s: %d times %s", heading, strings.Count(body, want), want)
			}
		}
	}
}

func TestTheRunbooksLinksLeadSomewhere(t *testing.T) {
	text := runbookText(t)
	for _, link := range regexp.MustCompile(`\]\(#([a-z-]+)\)`).FindAllStringSubmatch(text, -1) {
		if !strings.Contains(text, "\n## "+link[1]+"\n") {
			t.Errorf("no section %s", link[1])
		}
	}
	for _, script := range regexp.MustCompile(`\bscripts/[a-z]+(-[a-z]+)*`).FindAllString(text, -1) {
		if _, err := os.Stat(filepath.Join("..", script)); err != nil {
			t.Errorf("the runbook tells to run %s: %v", script, err)
		}
	}
	for _, job := range regexp.MustCompile(`/aws/lambda/aftercare-([a-z]+)`).FindAllStringSubmatch(text, -1) {
		if !slices.Contains(jobs(), job[1]) {
			t.Errorf("the runbook tells to look at the log of %s", job[1])
		}
	}
}

func runbookText(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", runbook))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// CloudWatch charges for each metric that an alarm looks at, and README.md says how many these are.
func TestTheREADMECountsWhatAlarmsLookAt(t *testing.T) {
	metrics := 0
	for _, alarm := range inProduction().of("AWS::CloudWatch::Alarm") {
		if alarm.at("MetricName") != nil {
			metrics++
		}
		for _, part := range asList(alarm.at("Metrics")) {
			if dig(part, "MetricStat") != nil {
				metrics++
			}
		}
	}
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("The alarms look at %d metrics,", metrics); !strings.Contains(string(text), want) {
		t.Errorf("README.md does not say %q; scripts/benchmark/README.md and README.md say what follows from it", want)
	}
}

func TestEverythingThatCanGoWrongIsWatched(t *testing.T) {
	watched := map[string]bool{}
	for _, alarm := range inProduction().of("AWS::CloudWatch::Alarm") {
		watched[name(alarm.Properties)] = true
		for _, part := range asList(alarm.at("Metrics")) {
			watched[name(dig(part, "MetricStat", "Metric"))] = true
		}
	}
	for _, want := range []string{
		"AWS/SQS ApproximateNumberOfMessagesVisible", "AWS/SQS ApproximateAgeOfOldestMessage",
		"AWS/Lambda IteratorAge", "AWS/Lambda Errors", "AWS/Lambda Throttles", "AWS/Lambda Invocations",
		"AWS/DynamoDB ThrottledRequests", "AWS/DynamoDB SystemErrors", "AWS/States ExecutionsFailed",
		"AWS/ApiGateway 5xx", "AWS/ApiGateway Latency",
		"AWS/SES Reputation.BounceRate", "AWS/SES Reputation.ComplaintRate", "Aftercare LateWakes",
	} {
		if !watched[want] {
			t.Errorf("no alarm on %s", want)
		}
	}
	for id := range inProduction().of("AWS::Lambda::Function") {
		found := false
		for _, alarm := range inProduction().of("AWS::CloudWatch::Alarm") {
			found = found || alarm.at("MetricName") == "Errors" && strings.Contains(quoted(alarm.at("Dimensions")), `"`+id+`"`)
		}
		if !found {
			t.Errorf("no alarm on the errors of %s", id)
		}
	}
}

// name is a metric's namespace and name.
func name(metric any) string {
	namespace, _ := dig(metric, "Namespace").(string)
	metricName, _ := dig(metric, "MetricName").(string)
	return namespace + " " + metricName
}

// The stack does not import what reports late wakes: it names it again.
func TestLateWakesAreWatchedUnderTheNameThatSweepReportsThemBy(t *testing.T) {
	for file, want := range map[string]string{
		"../shared/boot/metric.go":         `const MetricsNamespace = "` + metricsNamespace + `"`,
		"../functions/escalations/main.go": `metrics.Put("` + topUnacknowledged + `", 1, boot.Count, nil)`,
		"../functions/sweep/main.go":       `metrics.Put("` + lateWakesMetric + `", float64(swept.Late), boot.Count, nil)`,
	} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(source), want) {
			t.Errorf("%s does not say %s", file, want)
		}
	}
}

func TestTheDashboardShowsTheMainFlows(t *testing.T) {
	body := quoted(inProduction().one(t, "AWS::CloudWatch::Dashboard").at("DashboardBody"))
	for _, want := range []string{
		"NumberOfMessagesSent", "ticket.opened", "sla.warned", "sla.breached", "IteratorAge",
		"ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage", "Errors", "Duration",
		"Latency", "5xx", "ExecutionsStarted", "LateWakes", "ConsumedWriteCapacityUnits", "IncomingBytes",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("it does not show %s", want)
		}
	}
	for _, job := range jobs() {
		if !strings.Contains(body, `\"label\":\"`+job+`\"`) {
			t.Errorf("it does not show the function %s", job)
		}
	}
}

// The stack does not import package live: it names its figures again, each once.
func TestTheDashboardShowsEveryLiveFigure(t *testing.T) {
	source, err := os.ReadFile("../shared/live/live.go")
	if err != nil {
		t.Fatal(err)
	}
	body := strings.NewReplacer(`\`, "", `"`, "").Replace(quoted(inProduction().one(t, "AWS::CloudWatch::Dashboard").at("DashboardBody")))
	names := regexp.MustCompile(`Metric = "([A-Za-z]+)"(?: +//[^\n]*\bby ([A-Z][a-z]+))?`).FindAllStringSubmatch(string(source), -1)
	if len(names) < 11 {
		t.Fatalf("package live has the figures %v", names)
	}
	for _, name := range names {
		if !strings.Contains(body, name[1]) {
			t.Errorf("it does not show %s", name[1])
		}
		if by := "{" + metricsNamespace + "," + name[2] + "} MetricName=" + name[1] + "'"; name[2] != "" && !strings.Contains(body, by) {
			t.Errorf("it does not show %s by %s", name[1], name[2])
		}
	}
}

// The dashboard asks the log of relay by names that package outbox writes.
func TestTheDashboardAsksTheLogForWhatIsWritten(t *testing.T) {
	source, err := os.ReadFile("../shared/outbox/outbox.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"published"`, `"type"`, `"seconds"`} {
		if !strings.Contains(string(source), want) {
			t.Errorf("package outbox does not log %s", want)
		}
	}
}
