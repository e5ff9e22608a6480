package stem

import (
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

func TestEveryFigureHasADefinition(t *testing.T) {
	for f, stems := range Known() {
		for s, entries := range stems {
			for _, e := range entries {
				if e.Op == Key {
					continue
				}
				if _, err := indicator.ParseID(string(e.ID)); err != nil {
					t.Errorf("%s %s: %v", f, s, err)
				}
				_, known := indicator.FindInCatalogue(e.ID)
				if !known && (e.NL == "" || e.Unit == "") {
					t.Errorf("%s %s: %s has no name or unit", f, s, e.ID)
				}
				if e.Op == ShareOf || e.Op == Per1000Of {
					if len(Known().Lookup(f, e.Of, "")) == 0 || !known {
						t.Errorf("%s %s: %s of %s", f, s, e.ID, e.Of)
					}
				}
			}
		}
	}
}

func TestNamesOfOneColumn(t *testing.T) {
	for _, name := range []string{"AantalInwoners_5", "AantalInwoners_6", "Aantal inwoners", "aantalInwoners", "aantal_inwoners", "AANT_INW", "a_inw", "aant_inw"} {
		found := Known().Lookup(KWB, FoldName(Of(name)), "")
		if len(found) != 1 || found[0].ID != indicator.Population {
			t.Errorf("%s: %v", name, found)
		}
	}
	for name, want := range map[string]string{"k_65JaarOfOuder_12": "65jaarofouder", "WmoClienten_89": "wmoclienten", "Wmo-cliënten": "wmoclienten",
		"Twee-onder-één-kap-woning": "tweeondereenkapwoning", "Eenpersoonshuishoudens (%)": "eenpersoonshuishoudens%"} {
		if got := FoldName(Of(name)); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// Seven stems of StatLine occur twice; the path tells which is meant.
func TestStemsThatOccurTwice(t *testing.T) {
	for _, s := range []string{"Appartement", "Tussenwoning", "Hoekwoning", "TweeOnderEenKapWoning", "VrijstaandeWoning", "Huurwoning", "EigenWoning"} {
		if n := len(Known().Lookup(KWB, FoldName(s), "")); n != 2 {
			t.Errorf("%s without a path: %d", s, n)
		}
		gas := Known().Lookup(KWB, FoldName(s), "Energie/Gemiddeld aardgasverbruik/Naar woningtype")
		if len(gas) != 1 || gas[0].Unit != "m³" {
			t.Errorf("%s under gas: %v", s, gas)
		}
	}
}

func TestSnake(t *testing.T) {
	for in, want := range map[string]string{"GemiddeldeHuishoudensgrootte": "gemiddelde_huishoudensgrootte", "40PersonenMetLaagsteInkomen": "40_personen_met_laagste_inkomen",
		"Wmo-cliënten": "wmo_clienten", "WSWDichtheid": "wsw_dichtheid", "A B": "a_b"} {
		if got := Snake(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}
