"""Numbers for real_test.go, taken from the source files with nothing but Python's standard library.

    python3 cmd/buurtbeeld/testdata/expected.py ../shared/data > cmd/buurtbeeld/testdata/expected.csv

For each chain ten areas, and of each layer the value and whether it is a hit: at or above the type-7 quantile of the
known values of the region (80 %). A rate is 1000 * count / inhabitants; nothing known is an empty cell.
"""
import csv
import gzip
import io
import json
import re
import sys
import zipfile
from xml.etree import ElementTree

data = sys.argv[1]
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["chain", "code", "layer", "value", "hit"])


def quantile7(values, p):
    v = sorted(values)
    h = (len(v) - 1) * p
    i = int(h)
    return v[i] + (h - i) * (v[min(i + 1, len(v) - 1)] - v[i])


def write(chain, layers, codes):
    """layers: name -> {code: value or None} for the whole region."""
    for name, values in layers.items():
        known = [v for v in values.values() if v is not None]
        cut = quantile7(known, 0.8)
        for code in codes:
            v = values[code]
            out.writerow([chain, code, name, "" if v is None else repr(float(v)), "" if v is None else int(v >= cut)])


def per_thousand(count, people):
    return None if count is None or not people else 1000 * count / people


# (a) the national neighbourhoods of 2015: figures inside the boundary file
features = json.load(gzip.open(data + "/cbs-wijkbuurtkaart-2015/buurt_2015.geojson.gz"))["features"]
rows = {f["properties"]["BU_CODE"]: {k: None if isinstance(v, (int, float)) and v <= -99990000 else v
                                     for k, v in f["properties"].items()} for f in features}
inhabited = {c: bool(r["AANT_INW"]) for c, r in rows.items()}
a = {
    "social_assistance_rate:2015": {c: per_thousand(r["WWB_UITTOT"], r["AANT_INW"]) for c, r in rows.items()},
    "unemployment_benefit_rate:2015": {c: per_thousand(r["WW_UIT_TOT"], r["AANT_INW"]) for c, r in rows.items()},
    "disability_benefit_rate:2015": {c: per_thousand(r["AO_UIT_TOT"], r["AANT_INW"]) for c, r in rows.items()},
    "population_65plus_share:2015": {c: r["P_65_EO_JR"] if inhabited[c] else None for c, r in rows.items()},
    "single_household_share:2015": {c: r["P_EENP_HH"] if inhabited[c] else None for c, r in rows.items()},
}
codes = sorted(rows)
write("a", a, codes[600::1200][:9] + [next(c for c in codes if rows[c]["WWB_UITTOT"] is None and inhabited[c])])

# (b) KWB 2020 and the loneliness figures of RIVM, Dordrecht
kwb = {}
with gzip.open(data + "/cbs-kwb-2020-84799NED/84799NED_TypedDataSet.csv.gz", "rt", encoding="utf-8") as f:
    for r in csv.DictReader(f, delimiter=";"):
        code = r["WijkenEnBuurten"].strip()
        if code.startswith("BU0505"):
            kwb[code] = {re.sub(r"_\d+$", "", k): None if v.strip() in ("", ".") else v.strip() for k, v in r.items()}


def number(row, name):
    return None if row[name] is None else float(row[name])


def kwb_rate(name):
    return {c: per_thousand(number(r, name), number(r, "AantalInwoners")) for c, r in kwb.items()}


def sheet(file):
    """The rows of the first sheet of a workbook whose cells are text."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(file) as z:
        shared = []
        if "xl/sharedStrings.xml" in z.namelist():
            for si in ElementTree.parse(z.open("xl/sharedStrings.xml")).getroot():
                shared.append("".join(t.text or "" for t in si.iter(main + "t")))
        name = sorted(n for n in z.namelist() if re.match(r"xl/worksheets/sheet1\.xml", n))[0]
        for _, row in ElementTree.iterparse(z.open(name)):
            if row.tag != main + "row":
                continue
            cells = {}
            for c in row:
                column = re.match(r"[A-Z]+", c.get("r")).group()
                v = c.find(main + "v")
                text = "".join(t.text or "" for t in c.iter(main + "t")) if v is None else v.text
                cells[column] = shared[int(text)] if c.get("t") == "s" else text
            yield cells
            row.clear()


def loneliness(file):
    found, header = {}, None
    for cells in sheet(data + "/rivm-gezondheid-50090NED/" + file):
        if header is None:
            header = {v: k for k, v in cells.items()}
            continue
        code = (cells.get(header["WijkenEnBuurten"]) or "").strip()
        if code.startswith("BU0505"):
            v = (cells.get(header["Eenzaam_28"]) or "").strip()
            found[code] = None if v in ("", ".") else float(v.replace(",", "."))
    return found


b = {
    "social_assistance_rate:2020": kwb_rate("PersonenPerSoortUitkeringBijstand"),
    "unemployment_benefit_rate:2020": kwb_rate("PersonenPerSoortUitkeringWW"),
    "loneliness_share:2012": loneliness("2012_18+.xlsx"),
    "loneliness_share:2016": loneliness("2016_18+.xlsx"),
    "loneliness_share:2020": loneliness("RIVM_gezondheid2020_18+.xlsx"),
}
b = {name: {c: v if float(kwb[c]["AantalInwoners"]) else None for c, v in values.items()} for name, values in b.items()
     if any(v is not None for v in values.values())}
codes = sorted(kwb)
write("b", b, codes[6::13][:9] + [next(c for c in codes if b["social_assistance_rate:2020"][c] is None)])

# (c) the wijk monitor of the The Hague region, 2020
monitor = {}
with gzip.open(data + "/elan-wijkmonitor/df_count_ver_3.csv.gz", "rt", encoding="utf-8") as f:
    for r in csv.DictReader(f):
        if r["YEAR"] == "2020" and re.fullmatch(r"WK\d{4}[0-9A-Z]{2}", r["WKC"]):
            monitor[r["WKC"]] = r
columns = {"welfare_share": "%_Welfare_benefit_user", "unemployment_share": "%_Unemployment_benefit_user",
           "low_income_share": "%_Low_Income", "problem_debt_share": "%_Debt_Poor", "payment_arrears_share": "%_Wanbet"}
c = {name + ":2020": {w: 100 * float(r[column]) if r[column] not in ("", "NA") else None for w, r in monitor.items()}
     for name, column in columns.items()}
write("c", c, sorted(monitor)[3::7][:10])
