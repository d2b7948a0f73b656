package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// terminal tells whether a queue is where messages come to rest: dead letters
// of a queue, a rule or a stream, and refusals.
func (t template) terminal(id string) bool {
	for _, r := range t.Resources {
		switch r.Type {
		case "AWS::SQS::Queue":
			if target(r.at("RedrivePolicy", "deadLetterTargetArn")) == id {
				return true
			}
		case "AWS::Events::Rule":
			for _, to := range asList(r.at("Targets")) {
				if target(dig(to, "DeadLetterConfig", "Arn")) == id {
					return true
				}
			}
		case "AWS::Lambda::EventSourceMapping":
			if target(r.at("DestinationConfig", "OnFailure", "Destination")) == id {
				return true
			}
		}
	}
	return strings.HasPrefix(id, "IntakeRefusals")
}

func TestEveryQueueIsEncryptedAndTakesTLSAlone(t *testing.T) {
	stack := inProduction()
	for id, queue := range stack.of("AWS::SQS::Queue") {
		if queue.at("SqsManagedSseEnabled") != true && target(queue.at("KmsMasterKeyId")) == "" {
			t.Errorf("%s is not encrypted", id)
		}
		denies := false
		for _, policy := range stack.of("AWS::SQS::QueuePolicy") {
			for _, q := range asList(policy.at("Queues")) {
				denies = denies || target(q) == id && strings.Contains(quoted(policy.Properties), `"aws:SecureTransport":"false"`)
			}
		}
		if !denies {
			t.Errorf("%s can be used without TLS", id)
		}
	}
}

func TestEveryQueueHasDeadLettersOrIsSome(t *testing.T) {
	stack := inProduction()
	for id, queue := range stack.of("AWS::SQS::Queue") {
		dead := target(queue.at("RedrivePolicy", "deadLetterTargetArn"))
		if dead == "" && !stack.terminal(id) {
			t.Errorf("%s has no dead letters", id)
		}
		if dead != "" {
			kept, lettersKept := retention(queue), retention(stack.Resources[dead])
			if lettersKept <= kept {
				t.Errorf("%s keeps messages %v s and its dead letters %v s, counted from the first sending", id, kept, lettersKept)
			}
		}
	}
}

func retention(queue resource) float64 {
	n, _ := queue.at("MessageRetentionPeriod").(float64)
	return n
}

func TestEveryQueueIsWatched(t *testing.T) {
	stack := inProduction()
	for id := range stack.of("AWS::SQS::Queue") {
		metric := "ApproximateAgeOfOldestMessage"
		if stack.terminal(id) {
			metric = "ApproximateNumberOfMessagesVisible"
		}
		watched := false
		for _, alarm := range stack.of("AWS::CloudWatch::Alarm") {
			watched = watched || alarm.at("MetricName") == metric && strings.Contains(quoted(alarm.at("Dimensions")), `"`+id+`"`)
		}
		if !watched {
			t.Errorf("no alarm on %s of %s", metric, id)
		}
	}
}

// scripts/redrive finds these queues by their logical ids.
func TestRedriveKnowsEveryQueueWhereSomethingComesToRest(t *testing.T) {
	source, err := os.ReadFile("../scripts/operate/queues.py")
	if err != nil {
		t.Fatal(err)
	}
	pattern := regexp.MustCompile(`PLACES = re\.compile\(r"(.+)"\)`).FindSubmatch(source)
	if pattern == nil {
		t.Fatal("scripts/operate/queues.py does not say by which names it finds queues")
	}
	places := regexp.MustCompile(string(pattern[1]))
	for id := range inProduction().of("AWS::SQS::Queue") {
		found := places.FindStringSubmatch(id)
		if found == nil {
			t.Errorf("scripts/redrive does not find %s", id)
			continue
		}
		if rests := found[2] != "Queue"; rests != inProduction().terminal(id) {
			t.Errorf("scripts/redrive takes %s for a place where things rest: %v", id, rests)
		}
	}
}

func TestEveryAlarmTellsTheOperators(t *testing.T) {
	stack := inProduction()
	for id, alarm := range stack.of("AWS::CloudWatch::Alarm") {
		actions := asList(alarm.at("AlarmActions"))
		if len(actions) != 1 || stack.Resources[target(actions[0])].Type != "AWS::SNS::Topic" {
			t.Errorf("%s tells nobody", id)
		}
		if alarm.at("AlarmDescription") == nil {
			t.Errorf("%s does not say what is wrong", id)
		}
	}
	if topic := stack.one(t, "AWS::SNS::Topic"); target(topic.at("KmsMasterKeyId")) == "" {
		t.Error("the alarm topic is not encrypted")
	}
	if to := stack.one(t, "AWS::SNS::Subscription").at("Endpoint"); to != "operators@example.com" {
		t.Errorf("alarms go to %v", to)
	}
}

func TestQueuesHideAMessageSixTimesAsLongAsTheirFunctionMayTake(t *testing.T) {
	stack := inProduction()
	fed := 0
	for id, source := range stack.of("AWS::Lambda::EventSourceMapping") {
		if got := quoted(source.at("FunctionResponseTypes")); got != `["ReportBatchItemFailures"]` {
			t.Errorf("%s repeats whole batches: %s", id, got)
		}
		queue, ok := stack.Resources[target(source.at("EventSourceArn"))]
		if !ok || queue.Type != "AWS::SQS::Queue" {
			continue
		}
		fed++
		function := stack.Resources[target(source.at("FunctionName"))]
		hidden, timeout := queue.at("VisibilityTimeout").(float64), function.at("Timeout").(float64)
		if hidden < 6*timeout {
			t.Errorf("%s: hidden %v s, timeout %v s", id, hidden, timeout)
		}
	}
	if fed != 7 {
		t.Errorf("%d queues feed functions, want 7", fed)
	}
}

func TestConsumersGetTheirEvents(t *testing.T) {
	stack := inProduction()
	got := map[string][]string{}
	for id, rule := range stack.of("AWS::Events::Rule") {
		if rule.at("EventPattern") == nil {
			continue
		}
		if source := quoted(rule.at("EventPattern", "source")); source != `["aftercare"]` {
			t.Errorf("%s listens to %s", id, source)
		}
		targets := asList(rule.at("Targets"))
		queue := target(dig(targets[0], "Arn"))
		if dig(targets[0], "InputTransformer") != nil || dig(targets[0], "InputPath") != nil {
			t.Errorf("%s changes the event's envelope", id)
		}
		if target(dig(targets[0], "DeadLetterConfig", "Arn")) == "" {
			t.Errorf("%s has no dead letters", id)
		}
		for _, source := range stack.of("AWS::Lambda::EventSourceMapping") {
			if target(source.at("EventSourceArn")) == queue {
				name := stack.Resources[target(source.at("FunctionName"))].at("FunctionName").(string)
				for _, kind := range asList(rule.at("EventPattern", "detail-type")) {
					got[name] = append(got[name], kind.(string))
				}
			}
		}
	}
	for name, want := range map[string][]string{
		"aftercare-timers":      {"sla.armed"},
		"aftercare-escalations": {"sla.breached", "feedback.received", "ticket.takeoverExpired", "complaint.takeoverExpired"},
		"aftercare-surveys":     {"ticket.solved", "ticket.closed", "ticket.merged", "visit.ended"},
		"aftercare-exports":     {"export.requested", "export.continued"},
		"aftercare-notices": {
			"ticket.opened", "ticket.replied", "ticket.escalated", "secret.redacted",
			"complaint.filed", "complaint.acknowledged", "complaint.investigated", "complaint.asked",
			"complaint.messaged", "complaint.delayed", "complaint.proposed", "complaint.fulfilled",
			"complaint.closed", "complaint.escalated", "complaint.lessonDue", "feedback.received", "sla.warned",
			"feedback.given", "feedback.handled", "story.asked", "story.submitted", "story.published",
			"feedback.loopOpened", "feedback.loopAsked", "feedback.loopContradicted",
		},
	} {
		if !slices.Equal(got[name], want) {
			t.Errorf("%s gets %v, want %v", name, got[name], want)
		}
	}
}

func TestIntakeIsEncryptedByItsOwnKeyAndKeepsWhatItGetsForADay(t *testing.T) {
	stack := inProduction()
	table := target(stack.one(t, "AWS::DynamoDB::Table").at("SSESpecification", "KMSMasterKeyId"))
	seen := 0
	for id, queue := range stack.of("AWS::SQS::Queue") {
		if !strings.HasPrefix(id, "Intake") {
			continue
		}
		seen++
		if key := target(queue.at("KmsMasterKeyId")); key == "" || key == table {
			t.Errorf("%s is encrypted by %q", id, key)
		}
		if strings.HasPrefix(id, "IntakeQueue") && retention(queue) > 24*60*60 {
			t.Errorf("%s keeps raw contacts for %v s", id, retention(queue))
		}
	}
	if seen != 3 {
		t.Errorf("%d queues of intake, want queue, dead letters and refusals", seen)
	}
}

func TestSendersOfOtherAccountsMayOnlySend(t *testing.T) {
	const sender = "arn:aws:iam::111122223333:role/exchange"
	context := cloudContext()
	context["intakeSenders"] = sender
	stack := synthesize(context)

	var granted []string
	for _, r := range stack.Resources {
		for _, document := range []any{r.at("PolicyDocument"), r.at("KeyPolicy")} {
			for _, statement := range asList(dig(document, "Statement")) {
				if dig(statement, "Principal", "AWS") == sender {
					for _, action := range asList(dig(statement, "Action")) {
						granted = append(granted, action.(string))
					}
				}
			}
		}
	}
	slices.Sort(granted)
	if want := []string{"kms:Decrypt", "kms:GenerateDataKey", "sqs:GetQueueUrl", "sqs:SendMessage"}; !slices.Equal(granted, want) {
		t.Errorf("granted %v, want %v", granted, want)
	}
}
