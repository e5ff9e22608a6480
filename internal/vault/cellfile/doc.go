// Package cellfile reads and writes the files of protect and audit: tables of cells, the dimensions that they are made of,
// records of persons, releases, the folder with what left before, the report and the certificate (Dutch: celbestand). What is
// wrong in a file is told by row and cell, never with a number of people. Package disclosure does the protecting.
package cellfile
