package example

import "slices"

// wijk is what is thought up of a district: its name, where its middle lies in metres from the middle of the town, who
// lives there, and the names of its neighbourhoods.
type wijk struct {
	name   string
	x, y   float64
	folk   folk
	buurts []string
}

// folk is who lives in a district.
type folk uint8

const (
	anybody  folk = iota // all sorts
	jam                  // young families in dear new houses with heavy mortgages, whose worries nobody expects
	starters             // buyers of a first house: heavy mortgages, houses that are not dear
	settled              // older owners of dear houses without much of a mortgage
	families             // families in ordinary houses
)

// The names are invented; a place that bears one of them is a coincidence. Zilverhaven and the Nieuwe Linde are where dear
// houses and worries come together unseen; other districts have one of the two, or the mortgages, and no more of the worries.
var wijken = []wijk{
	{"Binnendam", 150, 500, anybody, []string{"Oude Sluis", "Marktveld", "Kaasdragersbuurt", "Sint-Elmsbuurt", "Lange Kade", "Torenkwartier",
		"Zoutkeet", "Kleine Haven", "Ververij"}},
	{"Noorderwaard", -900, 2700, anybody, []string{"Kalmoesbuurt", "Lisdoddebuurt", "Waterviolierbuurt", "Pijlkruidbuurt", "Zwanenbloembuurt",
		"Dotterbuurt", "Rietlanden", "Bezembiesbuurt", "Noorderplas"}},
	{"Oosterveen", 3000, 1500, anybody, []string{"Grutterij", "Weversbuurt", "Kuipersbuurt", "Touwbaan", "Smidsebuurt", "Leerlooiersbuurt",
		"Molenmakersbuurt", "Steenbakkersbuurt", "Oosterpark", "Haringpakkersbuurt"}},
	{"Molenhoek", 1700, -1500, anybody, []string{"Spinnekopbuurt", "Wipmolenbuurt", "Tjaskerbuurt", "Stellingbuurt", "Paltrokbuurt",
		"Bovenkruierbuurt", "Weidemolenbuurt", "Roedenbuurt", "Vangbuurt"}},
	{"Zilverhaven", -2300, -1800, anybody, []string{"Kajuit", "Kluiverkade", "Fokkewerf", "Grootzeil", "Bakboord", "Stuurboord", "Spiegeljacht",
		"Ankerplaats", "Loefzijde"}},
	{"Achterdijk", -3000, 900, anybody, []string{"Dijkdorp", "Polder Lage Hoek", "Hooiland", "Bedrijvenpark Schutsluis", "Ganzenweide",
		"Vogelplas", "Kwelderoord", "Zomerkade", "Buitenhaven"}},
	{"Zonnewerf", -200, -3700, anybody, []string{"Lijsterhof", "Merelhof", "Vinkenhof", "Mezenhof", "Spreeuwenhof", "Putterhof",
		"Kwikstaarthof", "Roodborsthof", "Winterkoninghof"}},
	{"Hoge Kreek", 5000, -700, anybody, []string{"Kreekoever", "Wilgendam", "Notarispark", "Beukenlaan", "De Reiger", "Oranjerie",
		"Rozentuin", "Buitenlust", "Laan van Welgelegen"}},
	{"Nieuwe Linde", 1700, 3700, anybody, []string{"Lindehof", "Lindeveld", "Lindezoom", "Lindekade", "Lindepark"}},
	{"Westerkwel", -5100, -600, anybody, []string{"Bakenbuurt", "Boeienbuurt", "Seinpaalbuurt", "Misthoornbuurt", "Lichtwachtersbuurt",
		"Loodsenbuurt", "Strekdam", "Vuurtorenbuurt"}},
	{"Boomgaard", -3300, 3100, families, []string{"Kersenhof", "Perenhof", "Appelhof", "Pruimenhof", "Kweepeerhof", "Mispelhof",
		"Notenhof", "Moerbeihof"}},
	{"Kruisakker", 2900, -3700, families, []string{"Haverkamp", "Gerstkamp", "Roggekamp", "Boekweitkamp", "Vlaskamp", "Klaverkamp",
		"Tarwekamp", "Koolzaadkamp"}},
	{"Overmeer", 4000, 3100, anybody, []string{"Fuutbuurt", "Meerkoetbuurt", "Roerdompbuurt", "Waterralbuurt", "Kuifeendbuurt",
		"Slobeendbuurt", "Krakeendbuurt", "Lepelaarbuurt"}},
	{"Sterrenveld", -1700, 4300, anybody, []string{"Poolsterbuurt", "Orionbuurt", "Zevensterbuurt", "Pegasusbuurt", "Lierbuurt",
		"Arendbuurt", "Kreeftbuurt", "Steenbokbuurt", "Weegschaalbuurt"}},
	{"Weidezicht", -4300, -2500, families, []string{"Koekoeksbloembuurt", "Boterbloembuurt", "Klaprozenbuurt", "Korenbloembuurt",
		"Kamillebuurt", "Margrietbuurt", "Ereprijsbuurt", "Tijmbuurt", "Salviabuurt"}},
	{"Oude Veiling", -1100, -700, anybody, []string{"Veilinghof", "Perronbuurt", "Wisselbuurt", "Seinhuis", "Remise", "Loodsplein",
		"Emplacement", "Goederenkade", "Overweg"}},
	{"Ambachtshoek", 5200, 1300, anybody, []string{"Pottenbakkersbuurt", "Glasblazersbuurt", "Zeilmakersbuurt", "Mandenmakersbuurt",
		"Klompenmakersbuurt", "Goudsmedenbuurt", "Boekbindersbuurt", "Drukkersbuurt", "Wagenmakersbuurt"}},
	{"Kapelland", -4800, 1900, anybody, []string{"Kapelhof", "Kloostertuin", "Abdijbuurt", "Pastoriebuurt", "Kosterij", "Refter",
		"Kruidhof", "Bleekveld", "Begijnenhof"}},
	{"Tuindorp", 1600, 2000, anybody, []string{"Rozenhof", "Seringenhof", "Jasmijnhof", "Hortensiahof", "Dahliahof", "Ribeshof",
		"Vlierhof", "Magnoliahof", "Lavendelhof"}},
}

// Some neighbourhoods are not like others.
const (
	parkName     = "Oosterpark"               // nobody lives there
	businessName = "Bedrijvenpark Schutsluis" // few people live there
	harbourName  = "Buitenhaven"              // few people live there
	wildName     = "Vogelplas"                // nobody lives there
	meadowName   = "Ganzenweide"              // few people live there
	strongName   = "Weversbuurt"              // much is wrong and much is done about it
)

// dwellers are the neighbourhoods where others live than in the rest of their district.
var dwellers = map[folk][]string{
	jam: {"Kajuit", "Kluiverkade", "Fokkewerf", "Rietlanden", "Zomerkade", "Lepelaarbuurt", "Lindehof", "Veilinghof",
		"Koolzaadkamp", "Buitenlust"},
	settled: {"Ankerplaats", "Spiegeljacht", "Loefzijde", "Zwanenbloembuurt", "Noorderplas", "Kwelderoord", "Dijkdorp",
		"Vlaskamp", "Tarwekamp", "Fuutbuurt", "Waterralbuurt", "Kreekoever", "Notarispark", "Lindepark", "Lindekade",
		"Weegschaalbuurt", "Orionbuurt", "Loodsplein", "Abdijbuurt", "Kloostertuin", "Begijnenhof"},
	starters: {"Bakboord", "Stuurboord", "Grootzeil", "Dotterbuurt", "Lisdoddebuurt", "Hooiland", "Polder Lage Hoek",
		"Haverkamp", "Gerstkamp", "Slobeendbuurt", "Krakeendbuurt", "Oranjerie", "Rozentuin", "Lindeveld", "Lindezoom",
		"Steenbokbuurt", "Lierbuurt", "Arendbuurt", "Perronbuurt", "Remise", "Bleekveld", "Kosterij"},
}

// folkOf returns who lives in a neighbourhood.
func folkOf(name string, district folk) folk {
	for f := jam; f <= families; f++ {
		if slices.Contains(dwellers[f], name) {
			return f
		}
	}
	return district
}
