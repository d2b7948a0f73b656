package layout

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"aftercare/shared/event"
)

// StateSK is the sort key of an item that holds the present state of something, or that is alone in its partition.
const StateSK = "STATE"

// Partitions that the table has once.
const (
	// TeamsPK holds the names of all teams that ever had a case.
	TeamsPK = "CONFIG#TEAMS"
	// PoliciesPK holds the policies in force, and each of their versions beside them.
	PoliciesPK = "CONFIG#POLICIES"
	// CalendarsPK holds every calendar as it is now, by name.
	CalendarsPK = "CONFIG#CALENDARS"
	// SealPK holds the last place that was taken in the chain of exports.
	SealPK = "CONFIG#SEAL"
	// CausesPK holds the tree of causes in force, and each of its versions beside it.
	CausesPK = "CONFIG#CAUSES"
	// BoardPK holds the board of the latest incidents.
	BoardPK = "CONFIG#INCIDENTS"
	// FeedbackRulesPK holds the rules of asking in force, and each of their versions beside them.
	FeedbackRulesPK = "CONFIG#FEEDBACK"
	// ReportsPK lists the months that have reports.
	ReportsPK = "REPORTS"
	// WavePK holds the wave of questions by calendar that is or was last under way.
	WavePK = "CONFIG#WAVE"
	// ReschedulingsPK lists the reschedulings by when they were requested.
	ReschedulingsPK = "RESCHEDULINGS"
)

// MaxSeq is the last sequence number that [EventSK] can order.
const MaxSeq = 999_999_999_999

// AggregatePK is the partition of an aggregate: its state and its events.
func AggregatePK(kind event.Kind, id string) string { return kindOf(kind) + "#" + id }

// ParseAggregatePK reads what [AggregatePK] wrote; false when the text is something else.
func ParseAggregatePK(pk string) (event.Kind, string, bool) {
	kind, id, ok := strings.Cut(pk, "#")
	if !ok || kind == "" || id == "" || kind != strings.ToUpper(kind) {
		return "", "", false
	}
	return event.Kind(strings.ToLower(kind)), id, true
}

// EventSK orders the events of each change of an aggregate by the sequence number of the last one, from 1 to
// [MaxSeq].
func EventSK(seq int64) string { return fmt.Sprintf("%s%012d", EventPrefix, seq) }

// MaxVersion is the last version that [VersionSK] can order.
const MaxVersion = 999_999_999

// VersionSK orders the versions of something that operators set.
func VersionSK(version int) string { return fmt.Sprintf("VERSION#%09d", version) }

// CalendarPK is the partition of all editions of a calendar.
func CalendarPK(id string) string { return "CONFIG#CALENDAR#" + id }

// CalendarSK orders calendars by name.
func CalendarSK(id string) string { return "CALENDAR#" + id }

// LadderPK is the partition of a team's ladder; the company's own has the empty team.
func LadderPK(team string) string { return "CONFIG#LADDER#" + team }

// ReceiptPK is the partition of the receipt for an outside key. Scope and key are hashed: they may name a person,
// and a key of 255 characters leaves no room for more.
func ReceiptPK(scope, key string) string { return "RECEIPT#" + digest(scope, key) }

// ThreadPK is the partition of the pointer from a conversation in another system to its ticket.
func ThreadPK(source, id string) string { return "THREAD#" + digest(source, id) }

// SurveyPK is the partition of a survey, and of its events where it has some of its own.
func SurveyPK(id string) string { return AggregatePK(event.Survey, id) }

// Active is what the days are listed as on which customers were active; they have no events.
const Active event.Kind = "active"

// ActivePK is the partition of the days on which a customer was active.
func ActivePK(customer string) string { return "ACTIVE#" + customer }

// ActiveSK orders these days: the day of a time in UTC.
func ActiveSK(at time.Time) string { return at.UTC().Format(time.DateOnly) }

// TokenPK is the partition of the pointer from the hash of a link's token to its survey.
func TokenPK(hash string) string { return "TOKEN#" + hash }

// AskedPK is the partition of when a customer was last asked. The customer is hashed, as in [ReceiptPK].
func AskedPK(customer string) string { return "ASKED#" + digest(customer, "") }

// PreferencesPK is the partition of what a customer said about being asked by mail. The customer is hashed, as in
// [ReceiptPK].
func PreferencesPK(customer string) string { return "PREFERENCES#" + digest(customer, "") }

// CallbackPK is the partition of the ticket that was opened last to call a customer back. The customer is hashed, as in
// [ReceiptPK].
func CallbackPK(customer string) string { return "CALLBACK#" + digest(customer, "") }

// LinkPK is the partition of what a link lets in to, by the hash of its token.
func LinkPK(hash string) string { return "LINK#" + hash }

// LimitPK is the partition of how often somebody did something of late.
func LimitPK(id string) string { return "LIMIT#" + id }

// NoticePK is the partition of a notice's record.
func NoticePK(id string) string { return "NOTICE#" + id }

// WindowPK is the partition of what was sent of late to an address, by its hash.
func WindowPK(address string) string { return "WINDOW#" + address }

// TermsPK is the partition of a part of how often terms were written on a day, in UTC.
func TermsPK(day time.Time, part int) string {
	return fmt.Sprintf("TERMS#%s#%d", day.UTC().Format(time.DateOnly), part)
}

// LedgerPK is the partition of what a person granted in a month. The person is hashed, as in [ReceiptPK].
func LedgerPK(person, month string) string { return "LEDGER#" + digest(person, month) }

// PrecedentPK is the partition of all decisions on the like: the same category, cause and asset.
func PrecedentPK(category, cause, asset string) string {
	return "PRECEDENT#" + digest(category+"\x00"+cause, asset)
}

// HashPK is the partition of all tickets about a transaction on a chain.
func HashPK(hash string) string { return "HASH#" + TransactionHash(hash) }

// AddressPK is the partition of all tickets about an address on a chain.
func AddressPK(address string) string { return "ADDRESS#" + Address(address) }

// TransactionHash brings the spellings of one hash together: hexadecimal digits have no case, other alphabets do.
func TransactionHash(hash string) string {
	hash = strings.TrimSpace(hash)
	if hexadecimal(hash) {
		return strings.ToLower(hash)
	}
	return hash
}

// Address brings the spellings of one address together. The case of an EVM address is only a checksum (EIP-55),
// and Bech32 may be written in either (BIP 173); in Base58 it tells addresses apart.
func Address(address string) string {
	address = strings.TrimSpace(address)
	lower := strings.ToLower(address)
	if strings.HasPrefix(lower, "0x") && hexadecimal(lower) || address == strings.ToUpper(address) && strings.HasPrefix(lower, "bc1") {
		return lower
	}
	return address
}

func hexadecimal(s string) bool {
	digits := strings.TrimPrefix(strings.ToLower(s), "0x")
	return digits != "" && strings.Trim(digits, "0123456789abcdef") == ""
}

// digest is a fixed length name for a pair of strings; no two pairs share one.
func digest(a, b string) string {
	sum := sha256.Sum256([]byte(a + "\x00" + b))
	return hex.EncodeToString(sum[:])
}

func kindOf(kind event.Kind) string { return strings.ToUpper(string(kind)) }
