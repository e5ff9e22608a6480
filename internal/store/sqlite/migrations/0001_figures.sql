-- Public areas and figures belong to no tenant. Own tables of a tenant live in the twin tables own_…, with the tenant
-- first in every key. Ids and times are made by the program.

CREATE TABLE store_version (
  only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
  version  INTEGER NOT NULL
) STRICT;
INSERT INTO store_version (only_row, version) VALUES (1, 0);

-- parts is the sum of the checksums of all rows that belong to the delivery, values and boundaries themselves left out,
-- which carry their own; checksum is that of the row, parts included. A row that went missing is noticed too.
CREATE TABLE delivery (
  id           TEXT NOT NULL PRIMARY KEY,
  seq          INTEGER NOT NULL UNIQUE,
  fingerprint  TEXT NOT NULL UNIQUE,
  kind         TEXT NOT NULL,
  source       TEXT NOT NULL,
  source_table TEXT NOT NULL,
  title        TEXT NOT NULL,
  files        TEXT NOT NULL,
  address      TEXT NOT NULL,
  licence      TEXT NOT NULL,
  attribution  TEXT NOT NULL,
  published    INTEGER NOT NULL CHECK (published IN (0, 1)),
  year         INTEGER NOT NULL,
  read_at      TEXT NOT NULL,
  origin       TEXT NOT NULL,
  report       TEXT NOT NULL,
  parts        INTEGER NOT NULL,
  checksum     INTEGER NOT NULL
) STRICT;

CREATE TABLE code_list (
  delivery TEXT NOT NULL REFERENCES delivery (id),
  number   INTEGER NOT NULL,
  level    INTEGER NOT NULL,
  year     INTEGER NOT NULL,
  areas    INTEGER NOT NULL,
  codes    BLOB NOT NULL,
  PRIMARY KEY (delivery, number)
) STRICT;

CREATE TABLE area_list (
  delivery  TEXT NOT NULL REFERENCES delivery (id),
  level     INTEGER NOT NULL,
  year      INTEGER NOT NULL,
  code_list INTEGER NOT NULL,
  names     BLOB NOT NULL,
  PRIMARY KEY (delivery, level, year),
  FOREIGN KEY (delivery, code_list) REFERENCES code_list (delivery, number)
) STRICT;

CREATE TABLE shape (
  delivery     TEXT NOT NULL REFERENCES delivery (id),
  level        INTEGER NOT NULL,
  year         INTEGER NOT NULL,
  municipality TEXT NOT NULL,
  boundaries   BLOB NOT NULL,
  PRIMARY KEY (delivery, level, year, municipality)
) STRICT;

CREATE TABLE definition (
  delivery  TEXT NOT NULL REFERENCES delivery (id),
  indicator TEXT NOT NULL,
  body      TEXT NOT NULL,
  PRIMARY KEY (delivery, indicator)
) STRICT;

-- What columns there are is apart from their values, so that a table of contents is read without the values.
CREATE TABLE figure (
  delivery         TEXT NOT NULL REFERENCES delivery (id),
  number           INTEGER NOT NULL,
  indicator        TEXT NOT NULL,
  population_group TEXT NOT NULL,
  period           INTEGER NOT NULL,
  level            INTEGER NOT NULL,
  year             INTEGER NOT NULL,
  code_list        INTEGER NOT NULL,
  known            INTEGER NOT NULL,
  areas            INTEGER NOT NULL,
  bounds           INTEGER NOT NULL CHECK (bounds IN (0, 1)),
  PRIMARY KEY (delivery, number),
  UNIQUE (delivery, indicator, population_group, period, level, year),
  FOREIGN KEY (delivery, code_list) REFERENCES code_list (delivery, number)
) STRICT;

CREATE TABLE figure_values (
  delivery TEXT NOT NULL,
  number   INTEGER NOT NULL,
  body     BLOB NOT NULL,
  PRIMARY KEY (delivery, number),
  FOREIGN KEY (delivery, number) REFERENCES figure (delivery, number)
) STRICT;

CREATE TABLE tile (
  level INTEGER NOT NULL,
  year  INTEGER NOT NULL,
  z     INTEGER NOT NULL,
  x     INTEGER NOT NULL,
  y     INTEGER NOT NULL,
  body  BLOB NOT NULL,
  PRIMARY KEY (level, year, z, x, y)
) STRICT;

CREATE TABLE own_delivery (
  tenant       TEXT NOT NULL,
  id           TEXT NOT NULL,
  seq          INTEGER NOT NULL,
  fingerprint  TEXT NOT NULL,
  kind         TEXT NOT NULL,
  source       TEXT NOT NULL,
  source_table TEXT NOT NULL,
  title        TEXT NOT NULL,
  files        TEXT NOT NULL,
  address      TEXT NOT NULL,
  licence      TEXT NOT NULL,
  attribution  TEXT NOT NULL,
  published    INTEGER NOT NULL CHECK (published IN (0, 1)),
  year         INTEGER NOT NULL,
  read_at      TEXT NOT NULL,
  origin       TEXT NOT NULL,
  report       TEXT NOT NULL,
  parts        INTEGER NOT NULL,
  checksum     INTEGER NOT NULL,
  PRIMARY KEY (tenant, id),
  UNIQUE (tenant, seq),
  UNIQUE (tenant, fingerprint)
) STRICT;

CREATE TABLE own_code_list (
  tenant   TEXT NOT NULL,
  delivery TEXT NOT NULL,
  number   INTEGER NOT NULL,
  level    INTEGER NOT NULL,
  year     INTEGER NOT NULL,
  areas    INTEGER NOT NULL,
  codes    BLOB NOT NULL,
  PRIMARY KEY (tenant, delivery, number),
  FOREIGN KEY (tenant, delivery) REFERENCES own_delivery (tenant, id)
) STRICT;

CREATE TABLE own_area_list (
  tenant    TEXT NOT NULL,
  delivery  TEXT NOT NULL,
  level     INTEGER NOT NULL,
  year      INTEGER NOT NULL,
  code_list INTEGER NOT NULL,
  names     BLOB NOT NULL,
  PRIMARY KEY (tenant, delivery, level, year),
  FOREIGN KEY (tenant, delivery, code_list) REFERENCES own_code_list (tenant, delivery, number)
) STRICT;

CREATE TABLE own_shape (
  tenant       TEXT NOT NULL,
  delivery     TEXT NOT NULL,
  level        INTEGER NOT NULL,
  year         INTEGER NOT NULL,
  municipality TEXT NOT NULL,
  boundaries   BLOB NOT NULL,
  PRIMARY KEY (tenant, delivery, level, year, municipality),
  FOREIGN KEY (tenant, delivery) REFERENCES own_delivery (tenant, id)
) STRICT;

CREATE TABLE own_definition (
  tenant    TEXT NOT NULL,
  delivery  TEXT NOT NULL,
  indicator TEXT NOT NULL,
  body      TEXT NOT NULL,
  PRIMARY KEY (tenant, delivery, indicator),
  FOREIGN KEY (tenant, delivery) REFERENCES own_delivery (tenant, id)
) STRICT;

CREATE TABLE own_figure (
  tenant           TEXT NOT NULL,
  delivery         TEXT NOT NULL,
  number           INTEGER NOT NULL,
  indicator        TEXT NOT NULL,
  population_group TEXT NOT NULL,
  period           INTEGER NOT NULL,
  level            INTEGER NOT NULL,
  year             INTEGER NOT NULL,
  code_list        INTEGER NOT NULL,
  known            INTEGER NOT NULL,
  areas            INTEGER NOT NULL,
  bounds           INTEGER NOT NULL CHECK (bounds IN (0, 1)),
  PRIMARY KEY (tenant, delivery, number),
  UNIQUE (tenant, delivery, indicator, population_group, period, level, year),
  FOREIGN KEY (tenant, delivery, code_list) REFERENCES own_code_list (tenant, delivery, number)
) STRICT;

CREATE TABLE own_figure_values (
  tenant   TEXT NOT NULL,
  delivery TEXT NOT NULL,
  number   INTEGER NOT NULL,
  body     BLOB NOT NULL,
  PRIMARY KEY (tenant, delivery, number),
  FOREIGN KEY (tenant, delivery, number) REFERENCES own_figure (tenant, delivery, number)
) STRICT;

CREATE TABLE own_tile (
  tenant TEXT NOT NULL,
  level  INTEGER NOT NULL,
  year   INTEGER NOT NULL,
  z      INTEGER NOT NULL,
  x      INTEGER NOT NULL,
  y      INTEGER NOT NULL,
  body   BLOB NOT NULL,
  PRIMARY KEY (tenant, level, year, z, x, y)
) STRICT;

CREATE TABLE saved_stack (
  tenant    TEXT NOT NULL,
  id        TEXT NOT NULL,
  name      TEXT NOT NULL,
  recipe    TEXT NOT NULL,
  published INTEGER NOT NULL CHECK (published IN (0, 1)),
  saved_by  TEXT NOT NULL,
  saved_at  TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;
