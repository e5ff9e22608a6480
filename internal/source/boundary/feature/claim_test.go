package feature

import "testing"

func TestClaimOf(t *testing.T) {
	for said, want := range map[string]System{
		"urn:ogc:def:crs:EPSG::28992": RDNew,
		"EPSG:28992":                  RDNew,
		"epsg:7415":                   RDNew,
		"http://www.opengis.net/def/crs/EPSG/0/28992":       RDNew,
		"<http://www.opengis.net/def/crs/EPSG/0/4258>":      Degrees,
		"http://www.opengis.net/gml/srs/epsg.xml#4326":      Degrees,
		"urn:ogc:def:crs:OGC:1.3:CRS84":                     Degrees,
		"http://www.opengis.net/def/crs/OGC/1.3/CRS84":      Degrees,
		"urn:ogc:def:crs:EPSG:9.9.1:25831":                  UTM31,
		"EPSG:32632":                                        UTM32,
		"EPSG:3857":                                         OtherSystem,
		"urn:ogc:def:crs:EPSG::27572":                       OtherSystem,
		"a name that nobody knows 28992, which is too long": OtherSystem,
	} {
		if got := ClaimOf(said); !got.Made || got.System != want {
			t.Errorf("%s: %+v", said, got)
		}
	}
	if got := ClaimOf(" "); got.Made {
		t.Errorf("nothing said: %+v", got)
	}
}

func TestClaimOfWKT(t *testing.T) {
	const rd = `PROJECTION["Double_Stereographic"],PARAMETER["False_Easting",155000.0],PARAMETER["False_Northing",463000.0]]`
	for wkt, want := range map[string]System{
		`PROJCS["Amersfoort_RD_New",GEOGCS["GCS_Amersfoort",DATUM["D_Amersfoort"]],` + rd:                                            RDNew,
		`PROJCS["RD_New",GEOGCS["GCS_Amersfoort"],` + rd:                                                                             RDNew,
		`PROJCS["Amersfoort / RD New",GEOGCS["Amersfoort"],AUTHORITY["EPSG","28992"]]`:                                               RDNew,
		`COMPD_CS["Amersfoort / RD New + NAP height",PROJCS["Amersfoort / RD New",` + rd + `]`:                                       RDNew,
		`PROJCRS["Amersfoort / RD New",ID["EPSG",28992]]`:                                                                            RDNew,
		`PROJCS["WGS_1984_UTM_Zone_31N",GEOGCS["GCS_WGS_1984"]]`:                                                                     UTM31,
		`PROJCS["ETRS89 / UTM zone 32N",GEOGCS["ETRS89"]]`:                                                                           UTM32,
		`PROJCS["ED50 / UTM zone 31N",GEOGCS["ED50",DATUM["European_Datum_1950"]]]`:                                                  OtherSystem,
		`GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984"]]`:                                                                                 Degrees,
		`GEOGCS["GCS_ETRS_1989",DATUM["D_ETRS_1989"]]`:                                                                               Degrees,
		`GEOGCS["GCS_Amersfoort",DATUM["D_Amersfoort"]]`:                                                                             OtherSystem,
		`PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",GEOGCS["GCS_WGS_1984"]]`:                                                    OtherSystem,
		`PROJCS["RD_Old",GEOGCS["GCS_Amersfoort"],PROJECTION["Double_Stereographic"],PARAMETER["False_Easting",0],PARAMETER["F",0]]`: OtherSystem,
	} {
		if got := ClaimOfWKT(wkt); !got.Made || got.System != want {
			t.Errorf("%s: %+v", wkt, got)
		}
	}
	for _, nothing := range []string{"", "{}", "28992"} {
		if got := ClaimOfWKT(nothing); got.Made {
			t.Errorf("%q: %+v", nothing, got)
		}
	}
}
