package main

import "testing"

// Two runs at once would only stand in each other's way, and send two runs'
// mails a second.
func TestARunOfInvitationsEndsBeforeTheNextBegins(t *testing.T) {
	stack := inProduction()
	for _, rule := range stack.of("AWS::Events::Rule") {
		schedule := rule.at("ScheduleExpression")
		if schedule == nil {
			continue
		}
		function := stack.Resources[target(dig(asList(rule.at("Targets"))[0], "Arn"))]
		if function.at("FunctionName") != "aftercare-invitations" {
			continue
		}
		if timeout, _ := function.at("Timeout").(float64); schedule != "rate(5 minutes)" || timeout >= 300 {
			t.Errorf("%v, for up to %v seconds", schedule, timeout)
		}
		return
	}
	t.Error("nothing calls invitations")
}
