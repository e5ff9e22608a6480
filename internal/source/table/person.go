package table

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// Names of columns that only tables of people have, as whole words in plain spelling.
var personalNames = []string{"voornaam", "voornamen", "achternaam", "voorletters", "roepnaam", "familienaam", "geslachtsnaam",
	"tussenvoegsel", "geboortedatum", "geb datum", "geboorte datum", "bsn", "burgerservicenummer", "sofinummer", "a nummer",
	"e mail", "email", "emailadres", "e mailadres", "mailadres", "telefoon", "telefoonnummer", "mobiel", "iban", "rekeningnummer",
	"first name", "last name", "surname", "birth date", "date of birth", "birthdate", "clientnaam", "naam client", "naam deelnemer",
	"paspoortnummer", "polisnummer"}

var (
	emailForm = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$`)
	dateForm  = regexp.MustCompile(`^(0?[1-9]|[12][0-9]|3[01])[-/.](0?[1-9]|1[0-2])[-/.](19|20)\d\d$|^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])`)
	streetish = regexp.MustCompile(`^[A-Z][\p{L}.' -]{3,} [0-9]{1,5} ?[A-Za-z]{0,2}$`)
	birthWord = regexp.MustCompile(`(^| )(geb|geboren|geboorte|born|birth|dob)`)
)

// personScan looks for signs that a table is about people one by one. It sees every cell and keeps counts only.
type personScan struct {
	names   []string
	columns []personColumn
	// names of areas against people: one name per code, or several
	key, plainName int
	nameOf         map[string]string
	several        int
	rows           int
}

type personColumn struct{ filled, bsn, email, date, street int }

func newPersonScan(names []string) *personScan {
	s := &personScan{columns: make([]personColumn, len(names)), key: -1, plainName: -1, nameOf: map[string]string{}}
	for i, n := range names {
		s.names = append(s.names, indicator.Plain(n))
		if s.names[i] == "naam" || s.names[i] == "name" {
			s.plainName = i
		}
	}
	return s
}

// row looks at one row. keyColumn is where the code of the area stands, or -1.
func (s *personScan) row(cells []string, keyColumn int) {
	s.rows++
	for i, t := range cells {
		if i >= len(s.columns) || t == "" {
			continue
		}
		c := &s.columns[i]
		c.filled++
		switch {
		case isBSN(t):
			c.bsn++
		case strings.Contains(t, "@") && emailForm.MatchString(t):
			c.email++
		case t[0] <= '9' && dateForm.MatchString(t):
			c.date++
		case t[0] > '9' && streetish.MatchString(t):
			c.street++
		}
	}
	if keyColumn >= 0 && s.plainName >= 0 {
		code, name := cells[keyColumn], cells[s.plainName]
		if before, ok := s.nameOf[code]; ok && before != name {
			s.several++
		}
		s.nameOf[code] = name
	}
}

// found returns the number, from 1, of a column that looks as if it is about people, or 0. The column is named by
// number, because a name can be a person's when the header is missing.
func (s *personScan) found(hasKey bool) int {
	address := slices.ContainsFunc(s.names, func(n string) bool { return n == "straat" || n == "straatnaam" || n == "street" })
	for i, name := range s.names {
		c := s.columns[i]
		most := func(n int) bool { return c.filled > 0 && 5*n >= 4*c.filled }
		switch {
		case slices.Contains(personalNames, name):
			return i + 1
		case i == s.plainName && (!hasKey || s.several > 0):
			return i + 1
		case c.bsn >= 3 && most(c.bsn), c.email > 0:
			return i + 1
		case birthWord.MatchString(name) && most(c.date):
			return i + 1
		case address && strings.HasPrefix(name, "huisnummer"):
			return i + 1
		case (strings.Contains(name, "adres") || strings.Contains(name, "address")) && most(c.street):
			return i + 1
		}
	}
	return 0
}

// isBSN reports whether a text can be a burgerservicenummer: nine digits that pass the "elfproef", in which the last
// digit weighs -1 and the sum is a multiple of eleven.
func isBSN(t string) bool {
	t = strings.ReplaceAll(t, ".", "")
	if len(t) != 9 || strings.ContainsFunc(t, func(r rune) bool { return !unicode.IsDigit(r) || r > '9' }) || t == "000000000" {
		return false
	}
	sum := 0
	for i := range 8 {
		sum += (9 - i) * int(t[i]-'0')
	}
	return (sum-int(t[8]-'0'))%11 == 0
}
