package example

// wijk is what is thought up of a district: its name, the names of its neighbourhoods, and where its middle lies in
// metres from the middle of the town.
type wijk struct {
	name   string
	x, y   float64
	buurts []string
}

// The names are invented; a place that bears one of them is a coincidence. Zilverhaven is the district where dear houses
// and worries come together unseen.
var wijken = []wijk{
	{"Binnendam", 150, 500, []string{"Oude Sluis", "Marktveld", "Kaasdragersbuurt", "Sint-Elmsbuurt", "Lange Kade", "Torenkwartier",
		"Zoutkeet", "Kleine Haven", "Ververij"}},
	{"Noorderwaard", -700, 2500, []string{"Kalmoesbuurt", "Lisdoddebuurt", "Waterviolierbuurt", "Pijlkruidbuurt", "Zwanenbloembuurt",
		"Dotterbuurt", "Rietlanden", "Bezembiesbuurt", "Noorderplas"}},
	{"Oosterveen", 2700, 1300, []string{"Grutterij", "Weversbuurt", "Kuipersbuurt", "Touwbaan", "Smidsebuurt", "Leerlooiersbuurt",
		"Molenmakersbuurt", "Steenbakkersbuurt", "Oosterpark", "Haringpakkersbuurt"}},
	{"Molenhoek", 1500, -1600, []string{"Spinnekopbuurt", "Wipmolenbuurt", "Tjaskerbuurt", "Stellingbuurt", "Paltrokbuurt",
		"Bovenkruierbuurt", "Weidemolenbuurt", "Roedenbuurt", "Vangbuurt"}},
	{"Zilverhaven", -2100, -1300, []string{"Kajuit", "Kluiverkade", "Fokkewerf", "Grootzeil", "Bakboord", "Stuurboord", "Spiegeljacht",
		"Ankerplaats"}},
	{"Achterdijk", -2900, 900, []string{"Dijkdorp", "Polder Lage Hoek", "Hooiland", "Bedrijvenpark Schutsluis", "Ganzenweide",
		"Vogelplas", "Kwelderoord", "Zomerkade", "Buitenhaven"}},
}

// Some neighbourhoods are not like others.
const (
	parkName     = "Oosterpark"               // nobody lives there
	businessName = "Bedrijvenpark Schutsluis" // few people live there
	harbourName  = "Buitenhaven"              // few people live there
	wildName     = "Vogelplas"                // nobody lives there
	meadowName   = "Ganzenweide"              // few people live there
	strongName   = "Weversbuurt"              // much is wrong and much is done about it
	jamName      = "Zilverhaven"
)
