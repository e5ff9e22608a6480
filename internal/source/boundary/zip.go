package boundary

import (
	"archive/zip"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary/feature"
)

// mostMembers is how many files an archive may hold.
const mostMembers = 5000

// readZip reads every file with boundaries in an archive: one GeoPackage, or several shapefiles with what belongs to
// them.
func (in *input) readZip(file, name string, depth int) ([]*feature.Layer, error) {
	if depth > 1 {
		return nil, problem.New(problem.Invalid, "boundary.packed_twice")
	}
	z, err := zip.OpenReader(file)
	if err != nil {
		return nil, problem.New(problem.Invalid, "boundary.zip_broken").Because(err)
	}
	defer z.Close()
	if len(z.File) > mostMembers {
		return nil, problem.New(problem.Invalid, "boundary.too_many_layers", "most", mostMembers)
	}
	var mains []string
	names := map[string]string{}
	folders := map[string]string{}
	for _, m := range z.File {
		main, wanted, err := judge(m)
		if err != nil {
			return nil, feature.Located(err, problem.Place{Sheet: feature.Shorten(m.Name)})
		}
		if !wanted {
			continue
		}
		to, err := in.unzip(m, folders)
		if err != nil {
			return nil, feature.Located(err, problem.Place{Sheet: feature.Shorten(m.Name)})
		}
		if main {
			mains = append(mains, to)
			names[to] = name + "/" + path.Base(m.Name)
		}
	}
	if len(mains) == 0 {
		return nil, problem.New(problem.Invalid, "boundary.zip_nothing")
	}
	if len(mains) > in.options.Limits.Layers {
		return nil, problem.New(problem.Invalid, "boundary.too_many_layers", "most", in.options.Limits.Layers)
	}
	var layers []*feature.Layer
	for _, main := range mains {
		part, err := in.read(main, names[main], depth+1)
		if err != nil {
			return nil, feature.Located(err, problem.Place{File: names[main]})
		}
		layers = append(layers, part...)
	}
	return layers, nil
}

// judge tells whether a member is to be read, or only belongs to one.
func judge(m *zip.File) (main, wanted bool, err error) {
	clean := strings.ReplaceAll(m.Name, `\`, "/")
	if path.IsAbs(clean) || strings.Contains("/"+clean+"/", "/../") || strings.Contains(clean, ":") || strings.ContainsRune(clean, 0) {
		return false, false, problem.New(problem.Invalid, "boundary.zip_name")
	}
	if clean == "[Content_Types].xml" {
		return false, false, problem.New(problem.Invalid, "boundary.zip_workbook")
	}
	if m.FileInfo().IsDir() || strings.HasPrefix(clean, "__MACOSX/") || strings.HasPrefix(path.Base(clean), ".") {
		return false, false, nil
	}
	switch strings.ToLower(path.Ext(clean)) {
	case ".shp", ".gpkg", ".geojson", ".json", ".topojson":
		main, wanted = true, true
	case ".dbf", ".prj", ".cpg":
		wanted = true
	}
	if wanted && m.Flags&1 != 0 {
		return false, false, problem.New(problem.Invalid, "boundary.zip_encrypted")
	}
	if wanted && !m.Mode().IsRegular() {
		return false, false, problem.New(problem.Invalid, "boundary.zip_name")
	}
	return main, wanted, nil
}

// unzip writes a member into a folder of its own for each folder of the archive.
func (in *input) unzip(m *zip.File, folders map[string]string) (string, error) {
	packed := &counter{n: int64(m.CompressedSize64)}
	r, err := m.Open()
	if err != nil {
		return "", problem.New(problem.Invalid, "boundary.zip_broken").Because(err)
	}
	defer r.Close()
	u := &unpacker{z: r, in: packed, limits: in.options.Limits, broken: "boundary.zip_broken"}
	clean := strings.ReplaceAll(m.Name, `\`, "/")
	folder := folders[path.Dir(clean)]
	if folder == "" {
		to, err := in.spool(u, path.Base(clean))
		if err != nil {
			return "", err
		}
		folders[path.Dir(clean)] = filepath.Dir(to)
		return to, nil
	}
	to := filepath.Join(folder, path.Base(clean))
	if _, err := os.Lstat(to); err == nil {
		return "", problem.New(problem.Invalid, "boundary.zip_broken")
	}
	return to, in.copyTo(to, u)
}
