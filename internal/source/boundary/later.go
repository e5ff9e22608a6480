package boundary

import "errors"

func (in *input) readShapefile(path, name string) ([]*layer, error)      { return nil, errors.New("x") }
func (in *input) readZip(path, name string, depth int) ([]*layer, error) { return nil, errors.New("x") }
func (in *input) readCSV(path, name string) ([]*layer, error)            { return nil, errors.New("x") }
