package web

import (
	"reflect"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// schemaName names a type in the document: by package and name, such as TicketsView, since types of several packages
// stand in one document; by name alone for those of this package.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Name() == "" || !strings.HasPrefix(t.PkgPath(), modulePrefix) {
		return huma.DefaultSchemaNamer(t, hint)
	}
	name, arguments, _ := strings.Cut(t.Name(), "[")
	full := prefixed(t.PkgPath(), name)
	for _, a := range qualified.FindAllStringSubmatch(arguments, -1) {
		full += prefixed(a[1], a[2])
	}
	return full
}

const modulePrefix = "aftercare/shared/"

// qualified finds types with their packages among the arguments of a generic type.
var qualified = regexp.MustCompile(`([\w./-]+)\.(\w+)`)

func prefixed(pkg, name string) string {
	base := pkg[strings.LastIndex(pkg, "/")+1:]
	if base == "web" || strings.EqualFold(base, name) || !strings.HasPrefix(pkg, modulePrefix) {
		return upper(name)
	}
	return upper(base) + upper(name)
}

func upper(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}
