package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// definition is the machine's, with a placeholder for what is known only when
// it is deployed.
func definition(t *testing.T, stack template) map[string]any {
	t.Helper()
	var text strings.Builder
	for _, part := range asList(asList(dig(stack.one(t, "AWS::StepFunctions::StateMachine").at("DefinitionString"), "Fn::Join"))[1]) {
		if s, ok := part.(string); ok {
			text.WriteString(s)
		} else {
			fmt.Fprintf(&text, "<%s>", target(part))
		}
	}
	var machine map[string]any
	if err := json.Unmarshal([]byte(text.String()), &machine); err != nil {
		t.Fatalf("%v in %s", err, text.String())
	}
	return machine
}

func TestMachineWaitsThenLooksAndEnds(t *testing.T) {
	machine := definition(t, inProduction())
	state := func(path ...string) any { return dig(machine["States"], path...) }

	if machine["StartAt"] != "Wait" {
		t.Errorf("it starts at %v", machine["StartAt"])
	}
	if state("Wait", "TimestampPath") != "$.wakeAt" || state("Wait", "Next") != "Deadline" {
		t.Errorf("it waits so: %s", quoted(state("Wait")))
	}
	deadline, _ := state("Deadline", "Resource").(string)
	if !strings.HasSuffix(deadline, ":function:aftercare-deadline") {
		t.Errorf("it calls %s", deadline)
	}
	for _, field := range []string{"Parameters", "InputPath", "ResultPath", "OutputPath", "ResultSelector"} {
		if got := state("Deadline", field); got != nil {
			t.Errorf("deadline's input is not the timer: %s is %v", field, got)
		}
	}
	if state("Deadline", "End") != true {
		t.Errorf("after deadline comes %v: every further state is paid for with every wait", state("Deadline", "Next"))
	}
	if machine["TimeoutSeconds"] != nil {
		t.Errorf("a wait for longer than %v s loses its clock", machine["TimeoutSeconds"])
	}
}

// A name would make it another machine, and end all waits of this one.
func TestMachineKeepsTheNameThatItWasGiven(t *testing.T) {
	if name := inProduction().one(t, "AWS::StepFunctions::StateMachine").at("StateMachineName"); name != nil {
		t.Errorf("it is named %v", name)
	}
}

func TestMachineRetriesThenLeavesTheClockToSweep(t *testing.T) {
	deadline := dig(definition(t, inProduction())["States"], "Deadline")

	retry := asList(dig(deadline, "Retry"))
	if len(retry) != 1 || quoted(dig(retry[0], "ErrorEquals")) != `["States.ALL"]` {
		t.Fatalf("it retries %s", quoted(retry))
	}
	if n, _ := dig(retry[0], "MaxAttempts").(float64); n < 2 {
		t.Errorf("it retries %v times", n)
	}
	if dig(retry[0], "JitterStrategy") != "FULL" {
		t.Error("clocks that end together are retried together")
	}
	caught := asList(dig(deadline, "Catch"))
	if len(caught) != 1 || quoted(dig(caught[0], "ErrorEquals")) != `["States.ALL"]` {
		t.Fatalf("it catches %s", quoted(caught))
	}
	end, _ := dig(caught[0], "Next").(string)
	if got := dig(definition(t, inProduction())["States"], end, "Type"); got != "Succeed" {
		t.Errorf("after that the execution ends with %v", got)
	}
}

func TestMachineIsStandardTracedAndLogsNoData(t *testing.T) {
	machine := inProduction().one(t, "AWS::StepFunctions::StateMachine")
	if got := machine.at("StateMachineType"); got != "STANDARD" {
		t.Errorf("an execution of type %v cannot wait for longer than five minutes", got)
	}
	if machine.at("TracingConfiguration", "Enabled") != true {
		t.Error("it is not traced")
	}
	if machine.at("LoggingConfiguration", "Level") != "ALL" || machine.at("LoggingConfiguration", "IncludeExecutionData") != false {
		t.Errorf("it logs %s", quoted(machine.at("LoggingConfiguration")))
	}
}

func TestSweepRunsEveryFiveMinutesAndItsSilenceIsNoticed(t *testing.T) {
	stack := inProduction()
	runs := []any{}
	for _, rule := range stack.of("AWS::Events::Rule") {
		if schedule := rule.at("ScheduleExpression"); schedule != nil {
			function := stack.Resources[target(dig(asList(rule.at("Targets"))[0], "Arn"))]
			if function.at("FunctionName") == "aftercare-sweep" {
				runs = append(runs, schedule)
			}
		}
	}
	if !slices.Equal(runs, []any{"rate(5 minutes)"}) {
		t.Errorf("it runs at %v", runs)
	}
	for _, alarm := range stack.of("AWS::CloudWatch::Alarm") {
		if alarm.at("MetricName") == "Invocations" && alarm.at("TreatMissingData") == "breaching" {
			return
		}
	}
	t.Error("nobody would notice if sweep stopped")
}

func TestRelayGetsNewEventsAloneAndIsHeldBackByNone(t *testing.T) {
	stack := inProduction()
	for _, source := range stack.of("AWS::Lambda::EventSourceMapping") {
		if stack.Resources[target(source.at("EventSourceArn"))].Type != "AWS::DynamoDB::Table" {
			continue
		}
		filters := asList(source.at("FilterCriteria", "Filters"))
		const want = `{"dynamodb":{"Keys":{"sk":{"S":[{"prefix":"EVENT#"}]}}},"eventName":["INSERT"]}`
		if len(filters) != 1 || dig(filters[0], "Pattern") != want {
			t.Errorf("it gets %s", quoted(filters))
		}
		if source.at("BisectBatchOnFunctionError") != true || source.at("StartingPosition") != "TRIM_HORIZON" {
			t.Errorf("a record can hold back its batch, or be skipped: %s", quoted(source.Properties))
		}
		if retries, _ := source.at("MaximumRetryAttempts").(float64); retries < 1 || retries > 100 {
			t.Errorf("it retries %v times", retries)
		}
		if target(source.at("DestinationConfig", "OnFailure", "Destination")) == "" {
			t.Error("what fails to the end is dropped")
		}
		return
	}
	t.Error("nothing reads the table's stream")
}

func TestRelaysLagIsNoticed(t *testing.T) {
	for _, alarm := range inProduction().of("AWS::CloudWatch::Alarm") {
		if alarm.at("MetricName") == "IteratorAge" {
			return
		}
	}
	t.Error("no alarm on the age of the stream's records")
}
