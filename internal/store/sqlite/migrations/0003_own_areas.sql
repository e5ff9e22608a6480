-- Own areas of a tenant, and which combinations of parts were ever asked for, of areas that were kept and of others. What
-- was given cannot be taken back, so that rows of own_area_given are never deleted.
CREATE TABLE own_area (
  tenant   TEXT NOT NULL,
  id       TEXT NOT NULL,
  name     TEXT NOT NULL,
  level    INTEGER NOT NULL,
  year     INTEGER NOT NULL,
  parts    TEXT NOT NULL,
  outline  TEXT NOT NULL,
  saved_by TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;

CREATE TABLE own_area_combination (
  tenant      TEXT NOT NULL,
  level       INTEGER NOT NULL,
  year        INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,
  parts       TEXT NOT NULL,
  PRIMARY KEY (tenant, level, year, fingerprint)
) STRICT;

-- low and high are part of the key: of a figure that was mended since, both answers were given.
CREATE TABLE own_area_given (
  tenant           TEXT NOT NULL,
  level            INTEGER NOT NULL,
  year             INTEGER NOT NULL,
  indicator        TEXT NOT NULL,
  population_group TEXT NOT NULL,
  period           INTEGER NOT NULL,
  fingerprint      TEXT NOT NULL,
  low              REAL NOT NULL,
  high             REAL NOT NULL,
  PRIMARY KEY (tenant, level, year, indicator, population_group, period, fingerprint, low, high),
  FOREIGN KEY (tenant, level, year, fingerprint) REFERENCES own_area_combination (tenant, level, year, fingerprint)
) STRICT;
