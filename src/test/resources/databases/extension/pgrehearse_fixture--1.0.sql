-- Contrib has no extension whose tables pg_dump dumps, so here is one.

-- Dumped whole.
CREATE TABLE setting (name text PRIMARY KEY, value text);
SELECT pg_catalog.pg_extension_config_dump('setting', '');

-- Dumped through a condition: the rows that the extension itself brings are not in the dump.
CREATE TABLE "odd table" (id serial PRIMARY KEY, note text, builtin boolean NOT NULL DEFAULT false);
INSERT INTO "odd table" (note, builtin) VALUES ('comes with the extension', true);
SELECT pg_catalog.pg_extension_config_dump('"odd table"', 'WHERE NOT builtin AND note <> $$;$$');
SELECT pg_catalog.pg_extension_config_dump('"odd table_id_seq"', '');

-- Not dumped at all: no configuration.
CREATE TABLE internal (a integer);
INSERT INTO internal SELECT generate_series(1, 10);
