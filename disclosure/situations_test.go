package disclosure_test

import (
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
)

// situations are the scenarios of rules.csv, by its first column. All people in them are invented.
var situations = map[string]func(*testing.T) outcome{
	"totaal min delen": func(t *testing.T) outcome {
		return attacked(t, plain, sheet(t, "a", "T 30, oost 27, west 3*", 0, eastWest(t)))
	},
	"totaal min delen, twee delen verborgen": func(t *testing.T) outcome {
		return attacked(t, plain, sheet(t, "a", "T 30, oost 15, west 3*, noord 12~", 0, areas(t)))
	},
	"twee vrijgaven na elkaar": func(t *testing.T) outcome {
		return attacked(t, plain, sheet(t, "a", "T 50, oost 35~, west 3*, noord 12~", 0, areas(t)), sheet(t, "b", "oost 35, noord 12", 0, areas(t)))
	},
	"twee vrijgaven na elkaar, met register": secondWithLedger,
	"eigen gebied min buurt": func(t *testing.T) outcome {
		own := categories(t, "eigen", "park", "elders").OfPlaces()
		o := disclosure.AuditOptions{Counter: pieces{[]string{"buurt", "eigen"}, []piece{{30, []string{"oost", "park"}}, {3, []string{"west", "park"}}, {40, []string{"west", "elders"}}}}}
		return attacked(t, o, sheet(t, "a", "oost 30, west 43", 0, areas(t)), sheet(t, "b", "park 33", 0, own))
	},
	"eigen gebied min buurt, met teller": ownAreaProtected,
	"eenling": func(t *testing.T) outcome {
		return attacked(t, plain, sheet(t, "a", "T 30, oost 22, west 1*, noord 7*", 0, areas(t)))
	},
	"eenling, drie cellen verborgen": func(t *testing.T) outcome {
		return attacked(t, plain, sheet(t, "a", "T 30, oost 22~, west 1*, noord 7*", 0, areas(t)))
	},
	"dominantie via een afgeleid gemiddelde": func(t *testing.T) outcome {
		// The mean of oost and noord, times their number of people, gives their sums.
		return attacked(t, plain, sheet(t, "a", "T 900, west 400*", disclosure.Sums, areas(t)), sheet(t, "mean times number", "oost 300, noord 200", disclosure.Sums, areas(t)))
	},
	"dominantie": func(t *testing.T) outcome {
		return asIs(t, sums(t, disclosure.Numbers{Count: 20, Sum: 1000, Contributors: 12, Largest: [3]int64{600, 50, 40}}), "name: d\ndominance: [{n: 1, percent: 50}]\n")
	},
	"percentage met een kleine noemer": func(t *testing.T) outcome {
		return asIs(t, table(t, "oost|T 40, oost|ja 5, oost|nee 35", areas(t), trait(t)), "name: n\nminimum_denominator: 100\n")
	},
	"grenswijziging tussen twee jaren": func(t *testing.T) outcome {
		fresh := categories(t, "nieuw", "oost-2024", "west-2024").OfPlaces()
		o := disclosure.AuditOptions{Counter: pieces{[]string{"buurt", "nieuw"}, []piece{{40, []string{"oost", "oost-2024"}}, {4, []string{"oost", "west-2024"}}, {50, []string{"west", "west-2024"}}}}}
		return attacked(t, o, sheet(t, "2023", "oost 44, west 50", 0, areas(t)), sheet(t, "2024", "oost-2024 40, west-2024 54", 0, fresh))
	},
	"beschermde nul": func(t *testing.T) outcome {
		return attacked(t, plain, sheet(t, "a", "T 30, oost 30, west 0*, noord 0", 0, areas(t)))
	},
	"lege cel van nature": func(t *testing.T) outcome {
		audited, err := secured(t, table(t, "T|T 60, T|ja 20, T|nee 40, oost|T 30, oost|ja 20, oost|nee 10, west|T 30, west|nee 30", eastWest(t), trait(t)), ten, disclosure.Options{})
		if err != nil {
			return outcomeOf(t, err)
		}
		return judged(audited.Verdict())
	},
	"twee beschermde nullen": func(t *testing.T) outcome {
		return attacked(t, disclosure.AuditOptions{Intervals: 9}, sheet(t, "a", "oost|T 0, oost|ja 0*, oost|nee 0*", 0, areas(t), trait(t)))
	},
	"groepsonthulling": func(t *testing.T) outcome {
		return asIs(t, table(t, "oost|T 25, oost|ja 25, oost|nee 0", areas(t), trait(t)), "name: g\nminimum_frequency: 10\ngroup_disclosure_percent: 90\n")
	},
	"deelpopulatie": func(t *testing.T) outcome {
		all := categories(t, "leeftijd", "volwassen", "kind")
		return attacked(t, plain, sheet(t, "iedereen", "oost|T 60, west|T 80", 0, areas(t), all), sheet(t, "18+", "oost|volwassen 57, west|volwassen 60", 0, areas(t), all))
	},
	"overlappende postcode": func(t *testing.T) outcome {
		both := dimension(t, "gebied", disclosure.Code{Name: "oost", Level: "buurt"}, disclosure.Code{Name: "west", Level: "buurt"},
			disclosure.Code{Name: "1011", Level: "postcode"}, disclosure.Code{Name: "1012", Level: "postcode"}).OfPlaces()
		o := disclosure.AuditOptions{Counter: overlap{{40, []string{"oost", "1011"}}, {4, []string{"west", "1011"}}, {60, []string{"west", "1012"}}}}
		return attacked(t, o, sheet(t, "a", "oost 40, west 64, 1011 44, 1012 60", 0, both))
	},
	"zelfde cel twee keer anders afgerond": func(t *testing.T) outcome {
		return attacked(t, plain, sheet(t, "a", "oost 30", 0, areas(t)), sheet(t, "b", "oost 35", 0, areas(t)))
	},
	"strengste regel wint bij afgeleid cijfer": func(t *testing.T) outcome {
		derived := policy.Strictest(parse(t, "name: a\nminimum_frequency: 5\n"), parse(t, "name: b\nminimum_frequency: 10\n"))
		return asIs(t, table(t, "oost 7", areas(t)), string(derived.YAML()))
	},
	"huishouden als houder": household,
	"twee methoden door elkaar": func(t *testing.T) outcome {
		audited, err := secured(t, table(t, "T 60, oost 30, west 30", eastWest(t)), ten+"round_to: 5\n", disclosure.Options{Method: disclosure.Round})
		if err != nil {
			t.Fatal(err)
		}
		_, err = secured(t, table(t, "T 60, oost 30, west 30", eastWest(t)), ten, disclosure.Options{Ledger: disclosure.NewLedger(leaving(t, audited))})
		return outcomeOf(t, err)
	},
	"cel al eerder gepubliceerd": func(t *testing.T) outcome {
		return attacked(t, plain, sheet(t, "a", "oost 3", 0, areas(t)), sheet(t, "b", "oost 3*", 0, areas(t)))
	},
	"cel al eerder gepubliceerd, opnieuw gevraagd": func(t *testing.T) outcome {
		before := disclosure.NewLedger(sheet(t, "a", "oost 7", 0, areas(t)))
		_, err := secured(t, table(t, "oost 7", areas(t)), ten, disclosure.Options{Ledger: before})
		return outcomeOf(t, err)
	},
	"drempel rond naar boven": func(t *testing.T) outcome {
		return asIs(t, table(t, "oost 37", areas(t)), "name: t\nminimum_frequency: 37.3\n")
	},
	"drempel gehaald": func(t *testing.T) outcome {
		return asIs(t, table(t, "oost 38", areas(t)), "name: t\nminimum_frequency: 37.3\n")
	},
	"tabel telt niet op": func(t *testing.T) outcome {
		_, err := lines(t, "T 60, oost 30, west 25", eastWest(t))
		return outcomeOf(t, err)
	},
	"andere indeling": func(t *testing.T) outcome {
		part := func(of string) disclosure.Dimension {
			return dimension(t, "buurt", disclosure.Code{Name: "w1", Level: "wijk"}, disclosure.Code{Name: "w2", Level: "wijk"},
				disclosure.Code{Name: "oost", Level: "buurt", Parents: []string{of}})
		}
		before := disclosure.NewLedger(sheet(t, "a", "w1 30, oost 30", 0, part("w1")))
		_, err := secured(t, table(t, "w2 30, oost 30", part("w2")), ten, disclosure.Options{Ledger: before})
		return outcomeOf(t, err)
	},
}

// plain is an attack with the usual knowledge.
var plain = disclosure.AuditOptions{}

const ten = "name: tien\nminimum_frequency: 10\n"

func categories(t *testing.T, name string, codes ...string) disclosure.Dimension {
	t.Helper()
	d, err := disclosure.NewCategories(name, total, codes...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func areas(t *testing.T) disclosure.Dimension {
	return categories(t, "buurt", "oost", "west", "noord").OfPlaces()
}

func eastWest(t *testing.T) disclosure.Dimension {
	return categories(t, "buurt", "oost", "west").OfPlaces()
}

func trait(t *testing.T) disclosure.Dimension { return categories(t, "bijstand", "ja", "nee") }

func table(t *testing.T, text string, dims ...disclosure.Dimension) disclosure.Table {
	t.Helper()
	made, err := lines(t, text, dims...)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func sums(t *testing.T, n disclosure.Numbers) disclosure.Table {
	t.Helper()
	made, err := written(disclosure.Sums|disclosure.Contributors|disclosure.Largest, []line{{[]string{"oost"}, n}}, areas(t))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func leaving(t *testing.T, a disclosure.Audited) disclosure.Release {
	t.Helper()
	r, err := a.Release("eerder", "2024")
	if err != nil {
		t.Fatalf("%v: %+v", err, a.Verdict().Attacks)
	}
	return r
}

// secondWithLedger asks for a second table of which the parts that the first one withheld are held against it.
func secondWithLedger(t *testing.T) outcome {
	first, err := secured(t, table(t, "T 50, oost 35, west 3, noord 12", areas(t)), ten, disclosure.Options{})
	if err != nil {
		t.Fatal(err)
	}
	second, err := secured(t, table(t, "oost 35, noord 12", areas(t)), ten, disclosure.Options{Ledger: disclosure.NewLedger(leaving(t, first))})
	if err != nil {
		t.Fatal(err)
	}
	if second.Verdict().Hidden == 0 {
		t.Error("nothing is withheld")
	}
	return judged(second.Verdict())
}

// ownAreaProtected protects an own area and neighbourhoods together.
func ownAreaProtected(t *testing.T) outcome {
	counter := pieces{[]string{"buurt", "eigen"}, []piece{{30, []string{"oost", "park"}}, {3, []string{"west", "park"}}, {40, []string{"west", "elders"}}}}
	first, err := secured(t, table(t, "T 73, oost 30, west 43", eastWest(t)), ten, disclosure.Options{Counter: counter})
	if err != nil {
		t.Fatal(err)
	}
	own := categories(t, "eigen", "park", "elders").OfPlaces()
	second, err := secured(t, table(t, "T 73, park 33, elders 40", own), ten, disclosure.Options{Counter: counter, Ledger: disclosure.NewLedger(leaving(t, first))})
	if err != nil {
		t.Fatal(err)
	}
	cells, err := second.Cells()
	if err != nil {
		return judged(second.Verdict())
	}
	for c := range cells {
		if c.Codes[0] == "park" && c.Shown {
			t.Error("the own area is shown beside the neighbourhood that it is three people more than")
		}
	}
	return judged(second.Verdict())
}

// household counts three people of one household by who they belong to.
func household(t *testing.T) outcome {
	r, err := disclosure.NewRecords(disclosure.Contributors|disclosure.Sums, areas(t))
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := r.Add([][]string{{"oost"}}, disclosure.Record{Contributor: "huishouden 1", Value: 20000}); err != nil {
			t.Fatal(err)
		}
	}
	made, err := r.Table(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return asIs(t, made, "name: h\nminimum_frequency: 3\nminimum_contributors: 2\n")
}
