package arch

// Line says what one package, or the packages of one pattern, may import of ours.
type Line struct {
	Package string
	May     []string
	// What is the package in a few words, for the table in docs/architecture.md.
	What string
}

// everywhere is what each package of ours may import: how a problem is told.
const everywhere = "problem"

// Table is who may import whom. The most specific line counts: a name before "x/*" before "x/...". docs/architecture.md
// shows this table and a test keeps the two the same.
var Table = []Line{
	{"problem", nil, "kinds of error, with the key of their sentence"},
	{"reader", nil, "who is asking"},
	{"area", []string{everywhere}, "codes, levels, years, hierarchy, geometry"},
	{"indicator", []string{everywhere, "area"}, "definitions and columns of values with a status"},
	{"stack", []string{everywhere, "reader", "area", "indicator", "stack/phrase", "stack/tally", "sheet/cell"}, "layers, thresholds, hits, how sure"},
	{"stack/pattern", []string{everywhere, "reader", "area", "indicator", "crosswalk", "stack", "stack/hotspot", "stack/phrase", "spatial/trend", "sheet/cell"}, "a stack and its figures year after year on the areas of one year, and what became of each area"},
	{"stack/crosslink", []string{everywhere, "reader", "area", "indicator", "adjacency", "stack", "stack/tally", "stack/crosslink/search", "spatial"}, "figures that go together with another more often than one by one"},
	{"stack/crosslink/search", []string{"stack/tally", "spatial"}, "combinations of conditions against chance: slices in, numbers out"},
	{"stack/phrase", []string{"area", "indicator"}, "the words of the sentences, Dutch and English"},
	{"stack/tally", nil, "counting, ranking and how firmly: slices in, numbers out"},
	{"crosswalk", []string{everywhere, "area", "indicator"}, "the figures of one year in the areas of another: boundaries laid over each other, values converted with their error"},
	{"stack/hotspot", []string{everywhere, "reader", "area", "indicator", "adjacency", "stack", "spatial", "spatial/rate", "sheet/cell"}, "which areas stand out with their surroundings, and is it chance"},
	{"adjacency", []string{everywhere, "reader", "area", "spatial", "spatial/neighbour"}, "who is whose neighbour, worked out once per boundaries"},
	{"sheet", []string{everywhere, "sheet/cell", "sheet/workbook", "sheet/parquetfile"}, "tables of text in every dialect"},
	{"sheet/cell", []string{everywhere}, "a cell, the limits of reading, notes and clean text"},
	{"sheet/workbook", []string{everywhere, "sheet/cell"}, "the rows of an XLSX file"},
	{"sheet/parquetfile", []string{everywhere, "sheet/cell"}, "the rows of a Parquet file"},
	{"source/*", []string{everywhere, "area", "indicator", "sheet", "source/grid"}, "what each source of figures and boundaries looks like"},
	{"source/boundary", []string{everywhere, "area", "indicator", "sheet", "source/grid", "source/boundary/*"}, "boundaries in every format, into RD New"},
	{"source/boundary/*", []string{everywhere, "area", "indicator", "source/boundary/feature", "source/boundary/wkb"}, "one format of boundaries each, and what they give"},
	{"source/cbs", []string{everywhere, "area", "indicator", "sheet", "source/grid", "source/cbs/*"}, "figures of CBS and RIVM in every form they are published in"},
	{"source/cbs/odata", []string{everywhere}, "asking StatLine, page by page"},
	{"source/cbs/stem", []string{everywhere, "indicator"}, "the columns of CBS and RIVM by the stem of their names"},
	{"source/grid", []string{everywhere, "indicator", "sheet"}, "the cells of a table by column, with the signs of the source"},
	{"ownarea", []string{everywhere, "reader", "area", "indicator", "ownarea/audit", "sheet/cell"}, "areas that a team puts together, worked out of their parts"},
	{"ownarea/audit", nil, "whether one more result tells more of withheld cells: numbers in, yes or no out"},
	{"example", []string{everywhere, "area", "indicator"}, "the invented municipality"},
	{"protection", []string{everywhere, "area", "indicator", "disclosure", "disclosure/policy"}, "figures that nobody published, through disclosure control before anything is kept"},
	{"intake", []string{everywhere, "reader", "area", "indicator", "sheet", "source/*", "stack/pattern", "protection", "disclosure/policy", "web/delivery"}, "a delivery from file to store, question by question"},
	{"analysis/keyed", []string{everywhere, "sheet"}, "tables with a row per area, named by its code, read and written"},
	{"analysis", []string{everywhere, "area", "sheet", "analysis/keyed", "source/boundary", "spatial", "spatial/*"}, "the spatial statistics over files: keyed tables and boundaries in, rows out"},
	{"store/packed", []string{everywhere, "area", "indicator", "crosswalk", "spatial"}, "columns, codes and boundaries as the bytes that every engine keeps"},
	{"store/sqlite", []string{everywhere, "reader", "area", "indicator", "stack", "ownarea", "crosswalk", "store/packed", "store/sqlite/file", "store/sqlite/given", "spatial"}, "the database file"},
	{"store/sqlite/given", []string{everywhere, "reader", "area", "indicator", "store/packed", "store/sqlite/file"}, "what left of figures that nobody published, never forgotten"},
	{"store/sqlite/file", []string{everywhere, "store/packed"}, "the one file: opened and inspected, its schema, transactions, what goes wrong in words"},
	{"store/storetest", []string{everywhere, "reader", "area", "indicator", "stack", "ownarea", "crosswalk", "spatial"}, "what every store must do; for tests"},
	{"drawing", []string{everywhere, "area", "indicator", "drawing/arc"}, "maps and charts as SVG, with their tables"},
	{"drawing/arc", []string{everywhere, "area"}, "the pieces of boundary that neighbours share"},
	{"drawing/drawingtest", []string{"area", "indicator", "golden"}, "comparing drawings with agreed ones; for tests"},
	{"drawing/tile", []string{everywhere, "area", "indicator", "drawing/arc"}, "map tiles for free browsing"},
	{"spatial", []string{"spatial/internal/batch", "spatial/internal/draw", "spatial/internal/tail"}, "public: what belongs together on a map, and is it chance: weights, statistics, draws, false finds"},
	{"spatial/neighbour", []string{"spatial"}, "public: who is whose neighbour, from boundaries, points or a file"},
	{"spatial/rate", []string{"spatial"}, "public: rates of small numbers, smoothed, compared, with their limits"},
	{"spatial/scan", []string{"spatial", "spatial/internal/draw"}, "public: circles in which more events come together than chance gives"},
	{"spatial/trend", []string{"spatial"}, "public: trends over periods, and what became of hot and cold spots"},
	{"spatial/classes", []string{"spatial"}, "public: values in classes for a map"},
	{"spatial/correlation", []string{"spatial"}, "public: how far two figures go together"},
	{"spatial/composite", []string{"spatial", "spatial/internal/draw"}, "public: several figures of an area in one score, and how far its place depends on the choices"},
	{"spatial/internal/tail", nil, "chances in the tails of distributions, of which a map needs millions"},
	{"spatial/internal/draw", nil, "draws by chance with a seed"},
	{"spatial/internal/batch", []string{"spatial/internal/draw"}, "draws of neighbours by the thousand, and where a value lies among their sums"},
	{"disclosure", []string{"disclosure/policy", "disclosure/cellkey", "disclosure/internal/*"}, "public: tables of people held against rules, protected, attacked; only what is safe comes out"},
	{"disclosure/policy", nil, "public: the rules for a table as data"},
	{"disclosure/cellkey", nil, "public: noise by cell keys: the same for the same people in any table"},
	{"disclosure/internal/cube", nil, "the shape of tables: classifications, their sums, cells"},
	{"disclosure/internal/joint", []string{"disclosure/internal/cube"}, "several tables of the same data as one system, and the pieces of areas that overlap"},
	{"disclosure/internal/joint/jointtest", []string{"disclosure/internal/cube", "disclosure/internal/joint"}, "small tables written as text; for tests"},
	{"disclosure/internal/tally", []string{"disclosure/internal/cube"}, "records counted into cells"},
	{"disclosure/internal/span", []string{"disclosure/internal/cube"}, "which cells can be shown so that none at risk follows from them"},
	{"disclosure/internal/difference", []string{"disclosure/internal/cube", "disclosure/internal/joint", "disclosure/internal/span"}, "small groups between the cells of tables, for whoever protects them"},
	{"disclosure/internal/knowledge", []string{"disclosure/internal/cube", "disclosure/internal/joint", "disclosure/internal/attack", "disclosure/internal/interval"}, "what somebody knows who has seen all that was shown, as equations"},
	{"disclosure/internal/withhold", []string{"disclosure/internal/cube", "disclosure/internal/joint", "disclosure/internal/span", "disclosure/internal/difference", "disclosure/internal/interval"}, "which cells are withheld: those at risk and those that give them away, with room around them"},
	{"disclosure/internal/attack", []string{"disclosure/internal/cube"}, "what follows exactly from what is shown; shares no code with span"},
	{"disclosure/internal/interval", []string{"disclosure/internal/interval/basis"}, "between what numbers a hidden cell must lie: linear programs"},
	{"disclosure/internal/interval/basis", nil, "the triangles of a basis of equations, solved both ways"},
	{"disclosure/internal/rounding", []string{"disclosure/internal/cube"}, "counts rounded so that they still add up"},
	{"page/locale", []string{everywhere}, "every sentence, Dutch and English side by side"},
	{"page", []string{everywhere, "reader", "page/locale"}, "layout and headers of a page"},
	{"web/...", []string{everywhere, "reader", "area", "indicator", "ownarea", "adjacency", "stack", "stack/pattern", "crosswalk", "spatial/trend", "stack/hotspot", "stack/crosslink", "stack/crosslink/search", "spatial", "drawing", "drawing/tile", "page", "page/locale", "web/..."}, "the pages"},
	{"vault/cellfile", []string{everywhere, "sheet", "sheet/cell", "disclosure", "disclosure/policy", "disclosure/cellkey"}, "the files of protect and audit: cells, dimensions, persons, releases, the report"},
	{"vault/ledger", []string{everywhere, "disclosure"}, "the folder with all that left"},
	{"cmd/buurtbeeld-vault", []string{everywhere, "reader", "area", "indicator", "release", "sheet", "disclosure", "disclosure/policy", "disclosure/cellkey", "vault", "vault/*", "page", "page/locale"}, "the vault's program: flags, chance, writing all files or none"},
	{"cmd/buurtbeeld", []string{"..."}, "the program: flags, clock, opening the database, connecting the rest"},
	{"bench/...", []string{"..."}, "measuring"},
	{"golden", nil, "comparing with agreed answers; for tests"},
	{"arch", nil, "these rules; for tests"},
}

// Wall says which packages never reach which others, whatever lies between them.
type Wall struct {
	From   []string
	Except []string
	To     []string
	Why    string
}

// Walls keep records of people apart from the program on the web. The vault is not built yet; its wall is.
var Walls = []Wall{
	{
		From:   []string{"..."},
		Except: []string{"vault/...", "vaultdesk/...", "cmd/buurtbeeld-vault"},
		To:     []string{"vault/...", "vaultdesk/..."},
		Why:    "nothing in the monitor reaches the vault",
	},
	{
		From: []string{"vault/...", "vaultdesk/...", "cmd/buurtbeeld-vault"},
		To:   []string{"web/...", "source/..."},
		Why:  "nothing in the vault reaches the pages or the sources",
	},
	{
		From: []string{"disclosure/internal/attack", "disclosure/internal/interval", "disclosure/internal/knowledge"},
		To:   []string{"disclosure/internal/span", "disclosure/internal/difference", "disclosure/internal/rounding", "disclosure/internal/withhold"},
		Why:  "what attacks a table shares no code with what protects it",
	},
}

// Border says in which packages alone something from outside may be imported.
type Border struct {
	// Imports are import paths; one that ends in /... stands for all below it too.
	Imports []string
	Only    []string
	// Tests is true when test files may import it everywhere.
	Tests bool
}

// Borders keep the network, the database and what is unsafe in the places that are made for them.
var Borders = []Border{
	// cmd starts and stops the one server; what it answers is the business of page and web.
	{Imports: []string{"net/http/..."}, Only: []string{"cmd/buurtbeeld", "page", "web/...", "vaultdesk/...", "source/cbs/...", "source/pdok", "bench/..."}, Tests: true},
	{Imports: []string{"html/template", "text/template"}, Only: []string{"page", "web/...", "vaultdesk/..."}},
	{
		Imports: []string{"database/sql/...", "modernc.org/sqlite/...", "github.com/jackc/pgx/..."},
		Only:    []string{"store/...", "vault/*", "source/boundary"}, Tests: true,
	},
	{Imports: []string{"os/exec"}, Only: []string{"cmd/...", "bench/..."}, Tests: true},
	{Imports: []string{"testing/..."}, Only: []string{"golden", "store/storetest", "drawing/drawingtest"}, Tests: true},
	{
		Imports: []string{"pgregory.net/rapid/...", "github.com/google/go-cmp/..."},
		Only:    []string{"store/storetest"}, Tests: true,
	},
	{Imports: []string{"unsafe", "C", "plugin", "math/rand", "net/rpc"}},
}

// Call is something of the standard library that only some packages may use.
type Call struct {
	Import string
	Names  []string
	Why    string
}

// Handed are the packages in which clock, environment and the end of the program come in, to be handed down.
var Handed = []string{"cmd/...", "bench/..."}

// Calls keep clock, environment, arguments and the end of the program in cmd, which hands down what others need.
var Calls = []Call{
	{"time", []string{"Now", "Since", "Until", "Sleep", "Tick"}, "the clock comes from cmd, and waiting ends with its context"},
	{"os", []string{"Getenv", "LookupEnv", "Environ", "ExpandEnv", "Setenv", "Exit", "Args"}, "environment, arguments and the end of the program belong to cmd"},
	{"log", []string{"Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln"}, "only cmd ends the program"},
	{"runtime", []string{"Goexit"}, "only cmd ends the program"},
	{"syscall", []string{"Exit", "Kill"}, "only cmd ends the program"},
}

// Vocabulary are the packages whose exported types are words of the domain, each with its Dutch term.
var Vocabulary = []string{
	"problem", "reader", "area/...", "indicator/...", "release/...", "stack/...", "insight/...", "steering/...", "survey/...",
	"story/...", "account/...", "vault/...", "report/...", "spatial/...", "disclosure/...",
}

// NoNames are names that say nothing about what a package is about.
var NoNames = []string{"model", "models", "service", "services", "core", "common", "util", "utils", "helper", "helpers", "manager", "base", "misc", "types"}
