package area

// Tile is one square of the free map: the boundaries of areas and their codes, without any figure, as a gzipped Mapbox
// Vector Tile in Web Mercator (Dutch: kaarttegel).
type Tile struct {
	Z, X, Y uint32
	Gzipped []byte
}
