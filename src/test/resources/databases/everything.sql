-- Fills an empty database, by psql, with one of everything that pg_dump dumps and with whatever
-- has ever confused a reader of dumps. For PostgreSQL 14 to 18, run by a superuser.
--
-- Roles belong to the cluster: they are named pgrehearse_* and made only once.

\set ON_ERROR_STOP on
SET client_min_messages = error;
SET client_encoding = 'UTF8';
SET timezone = 'UTC';
SET check_function_bodies = on;

SELECT :SERVER_VERSION_NUM >= 150000 AS is15 \gset
SELECT :SERVER_VERSION_NUM >= 160000 AS is16 \gset
SELECT :SERVER_VERSION_NUM >= 170000 AS is17 \gset
SELECT :SERVER_VERSION_NUM >= 180000 AS is18 \gset
SELECT setting LIKE '%with-libxml%' AS has_xml FROM pg_config WHERE name = 'CONFIGURE' \gset
SELECT count(*) > 0 AS has_icu FROM pg_collation WHERE collprovider = 'i' \gset
SELECT count(*) > 0 AS has_fixture FROM pg_available_extensions WHERE name = 'pgrehearse_fixture' \gset

------------------------------------------------------------------------------------------------
-- Roles
------------------------------------------------------------------------------------------------

SELECT format('CREATE ROLE %I NOLOGIN', wanted)
FROM unnest(ARRAY['pgrehearse_owner', 'pgrehearse_reader', 'pgrehearse odd " role; --', 'pgrehearse_Ünïcode']) AS wanted
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted)
\gexec

------------------------------------------------------------------------------------------------
-- Extensions
------------------------------------------------------------------------------------------------

CREATE SCHEMA extensions;
CREATE SCHEMA "odd ext;schema";
CREATE EXTENSION hstore SCHEMA extensions;
CREATE EXTENSION citext SCHEMA extensions;
CREATE EXTENSION pg_trgm SCHEMA "odd ext;schema";
CREATE EXTENSION btree_gist;
CREATE EXTENSION file_fdw;
CREATE EXTENSION postgres_fdw;
COMMENT ON EXTENSION hstore IS 'A comment of ours; it''s -- not /* the extension''s';
\if :has_fixture
CREATE SCHEMA "config schema";
CREATE EXTENSION pgrehearse_fixture SCHEMA "config schema";
INSERT INTO "config schema".setting VALUES
    ('plain', 'value'), (E'\\.', E'tab\there'), ('null', NULL), ('empty', '');
INSERT INTO "config schema"."odd table" (note, builtin) VALUES
    ('ours', false), ('not dumped: the condition', true), (';', false), (E'line\nfeed', false);
\endif

------------------------------------------------------------------------------------------------
-- Schemas, named with care
------------------------------------------------------------------------------------------------

CREATE SCHEMA app AUTHORIZATION pgrehearse_owner;
CREATE SCHEMA "App";
CREATE SCHEMA "schema with ""quotes"", spaces; and -- more";
CREATE SCHEMA "empty schema";
CREATE SCHEMA "select";
COMMENT ON SCHEMA app IS E'The schema.\nOn two lines; with ''quotes'', "more quotes", $$dollars$$, -- a comment\n/* not closed\n\\.\n\\connect template1\nand a backslash: \\';

------------------------------------------------------------------------------------------------
-- Types
------------------------------------------------------------------------------------------------

CREATE TYPE app.mood AS ENUM ('sad', 'ok', 'happy', 'it''s; complicated', E'back\\slash', '', 'Über', '$$');
CREATE TYPE app.nothing AS ENUM ();
CREATE TYPE app.address AS (street text, "zip code" varchar(10), "select" integer[]);
CREATE TYPE app.nested AS (home app.address, moods app.mood[], "quo""te" numeric(10, 2));
CREATE TYPE app.no_attributes AS ();
CREATE DOMAIN app.positive AS integer DEFAULT 1 CHECK (VALUE > 0);
CREATE DOMAIN app.email AS extensions.citext NOT NULL CONSTRAINT "looks like; mail" CHECK (VALUE ~ '^[^@;''\\]+@[^@]+$');
CREATE DOMAIN app.odd_default AS text DEFAULT E'it''s \\. $$ ; -- \n\tE''x''' COLLATE "C";
CREATE DOMAIN app.maybe AS numeric(6, 2) CONSTRAINT "not valid yet" CHECK (VALUE <> 13);
ALTER DOMAIN app.maybe ADD CONSTRAINT later CHECK (VALUE <> 666) NOT VALID;
CREATE TYPE app.text_range AS RANGE (subtype = text, collation = "C", multirange_type_name = app."Text Ranges");
CREATE FUNCTION app.float8_difference(double precision, double precision) RETURNS double precision
    LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1 - $2';
CREATE TYPE app.float_range AS RANGE (subtype = double precision, subtype_diff = app.float8_difference);
CREATE TYPE app.int42;
CREATE FUNCTION app.int42_in(cstring) RETURNS app.int42 LANGUAGE internal STRICT IMMUTABLE AS 'int4in';
CREATE FUNCTION app.int42_out(app.int42) RETURNS cstring LANGUAGE internal STRICT IMMUTABLE AS 'int4out';
CREATE TYPE app.int42 (
    INPUT = app.int42_in, OUTPUT = app.int42_out, INTERNALLENGTH = 4, ALIGNMENT = int4, PASSEDBYVALUE, DEFAULT = '42');
CREATE TYPE app.only_a_shell;
COMMENT ON TYPE app.mood IS 'moods: ''$$'' and ";"';
COMMENT ON DOMAIN app.positive IS '/* -- */ ; \.';
COMMENT ON CONSTRAINT "looks like; mail" ON DOMAIN app.email IS 'mail; ''quoted''';

CREATE COLLATION app."odd collation" (provider = libc, locale = 'C');
\if :has_icu
CREATE COLLATION app.numeric_order (provider = icu, locale = 'en-u-kn-true');
CREATE COLLATION app.case_blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE app.collated (a text COLLATE app.numeric_order, b text COLLATE app.case_blind UNIQUE);
INSERT INTO app.collated VALUES ('10', 'abc'), ('2', 'ABD');
\if :is16
CREATE COLLATION app.tailored (provider = icu, locale = 'und', rules = '&a < '';'' <<< B');
\endif
\endif
\if :is17
CREATE COLLATION app.built_in (provider = builtin, locale = 'C.UTF-8');
\endif

------------------------------------------------------------------------------------------------
-- Plain values of every type
------------------------------------------------------------------------------------------------

CREATE TABLE app.numbers (
    id integer PRIMARY KEY, si smallint, bi bigint, nu numeric, nu2 numeric(20, 5), r real, d double precision, m money);
INSERT INTO app.numbers VALUES
    (1, -32768, -9223372036854775808, 'NaN', 'NaN', 'NaN', 'NaN', '-92233720368547758.08'),
    (2, 32767, 9223372036854775807, 'Infinity', 0, 'Infinity', 'Infinity', '92233720368547758.07'),
    (3, 0, 0, '-Infinity', -0.00001, '-Infinity', '-Infinity', 0),
    (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (5, 1, 1, 1e1000 + 0.1, 123456789012345.12345, '-0', '-0', 12.34),
    (6, 1, 1, ('1' || repeat('0', 130000))::numeric, 1, 1.4e-45, 4.9406564584124654e-324, 1),
    (7, 1, 1, ('0.' || repeat('0', 16000) || '1')::numeric, 1, 3.4028235e38, 1.7976931348623157e308, -1),
    (8, 1, 1, 0.1000, 1.5, 0.1, 0.1, 0.01),
    (9, 1, 1, -0.0, 1, 1.17549435e-38, 2.2250738585072014e-308, 1),
    (10, 1, 1, 3.14159, 1, 16777217, 9007199254740993, 1);

CREATE TABLE app.texts (id integer PRIMARY KEY, t text, v varchar(40), c char(12), n name, q "char");
INSERT INTO app.texts (id, t, v, c) VALUES
    (1, NULL, NULL, NULL),
    (2, '', '', ''),
    (3, E'\\N', E'\\.', E'\\\\'),
    (4, E'\\.', E'\\N', E'\\'),
    (5, E'tab\there', E'line\nfeed', E'cr\rhere'),
    (6, E'crlf\r\nend\r\n', E'\b\f\n\r\t\v', E'\x01\x02\x1f\x7f'),
    (7, E'ends in a backslash\\', E'\\n is no newline', E'\\t'),
    (8, E'\n\\.\n', E'\n', E'\t'),
    (9, '''single'' "double" `back`', '$$ $a$ $_$', ';--/*'),
    (10, 'ünïcödé ß 日本語 العربية 🐘👩‍👩‍👧‍👦', 'é' || U&'\0301', 'naïve'),
    (11, U&'\feff bom, nbsp \00a0, ls \2028, ps \2029, nel \0085, rtl \202e', 'x', 'x'),
    (12, '   leading and trailing   ', '  ', '   '),
    (13, 'COPY public.fake (a) FROM stdin;', '-- comment', '\restrict x'),
    (14, 'NULL', 'null', '\\N');
INSERT INTO app.texts (id, t, n, q)
    SELECT 100 + i, chr(i), 'n' || chr(i), chr(i)::"char" FROM generate_series(1, 127) AS i;

-- One column only, so that each value stands at the beginning of its line.
CREATE TABLE public.looks_like_a_dump (line text);
INSERT INTO public.looks_like_a_dump VALUES
    ('-- PostgreSQL database dump complete'),
    ('--'),
    ('COPY public.looks_like_a_dump (line) FROM stdin;'),
    ('COPY public.x (a) FROM stdin;'),
    (E'\\.'), (E'\\.\n'), (E'.'), (E'\\\\.'), (E'\\N'), (E'\\'), (''), (NULL),
    ('\restrict abc'), ('\unrestrict abc'), ('\connect postgres'), ('\! true'), ('\q'),
    ('SET standard_conforming_strings = off;'),
    (''''), ('"'), ('$$'), ('/*'), ('*/'), (';'), ('E'''),
    ('SELECT pg_catalog.setval(''public.s'', 99, true);'),
    ('SELECT pg_catalog.lo_create(''1'');'),
    (E'\t'), (E'\n'), (E'\r'), (E'\r\n'), (E'a\rb'), ('EOF'), (E'\x04'), (E'\x1a');

-- A line by itself, many times the same: sums must count each.
CREATE TABLE public.same_rows (a integer, b text);
INSERT INTO public.same_rows SELECT 1, 'the same' FROM generate_series(1, 1000);

CREATE TABLE app.documents (id integer GENERATED ALWAYS AS IDENTITY, j json, jb jsonb, h extensions.hstore, e app.email);
INSERT INTO app.documents (j, jb, h, e) VALUES
    (E'{"a" : 1,\n\t"a": 2,  "b":"\\u0041\\n\\\\"}', '{"b": [1, 2, {"c": null}], "a": 1.10}', 'a=>1, "b c"=>"d\"e", n=>NULL', 'A@b.example'),
    ('null', 'null', '', 'a@B.example'),
    ('""', '"\"\\\n\t\u00e9 \ud83d\ude00"', E'"\n"=>"\t"', '"x"@y'),
    ('[]', '{}', NULL, 'q@q'),
    ('1e400', '1e400', NULL, 'q@q');
INSERT INTO app.documents (jb, e)
    SELECT jsonb_object_agg('key ' || i, repeat(md5(i::text), 20)), 'big@x' FROM generate_series(1, 1000) AS i;

CREATE TABLE app.arrays (
    id integer, i integer[], t text[], m integer[][][], b bytea[], mo app.mood[], a app.address[], j jsonb[], r int4range[]);
INSERT INTO app.arrays VALUES
    (1, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}'),
    (2, '{1,NULL,-3}', E'{NULL,"NULL","",a,"b c","d\\"e","f\\\\g","{","}",",","h\ti","j\nk"}', '{{{1,2},{3,4}},{{5,6},{7,NULL}}}',
        ARRAY['\x00'::bytea, '\x5c', ''], '{sad,NULL,"it''s; complicated"}',
        ARRAY[ROW('Main "St", 1', '12 (3)', '{1}')::app.address, NULL], ARRAY['{"a": "b\"c"}'::jsonb, 'null'], '{"[1,5)",empty}'),
    (3, '[-2:0]={1,2,3}', '[5:6][0:1]={{a,b},{c,d}}', '[0:0][0:0][0:1]={{{1,2}}}', NULL, NULL, NULL, NULL, NULL),
    (4, (SELECT array_agg(i) FROM generate_series(1, 20000) AS i), NULL, NULL, NULL, NULL, NULL, NULL, NULL);

CREATE TABLE app.bytes (id integer PRIMARY KEY, b bytea);
INSERT INTO app.bytes VALUES
    (1, NULL), (2, ''), (3, '\x00'), (4, '\x5c2e'), (5, '\x5c2e0a'), (6, '\x0a'), (7, '\x5c4e');
INSERT INTO app.bytes SELECT 8, decode(string_agg(lpad(to_hex(i), 2, '0'), '' ORDER BY i), 'hex') FROM generate_series(0, 255) AS i;
INSERT INTO app.bytes
    SELECT 9, decode(string_agg(md5(i::text), '' ORDER BY i), 'hex') FROM generate_series(1, 7000) AS i;
INSERT INTO app.bytes SELECT 1000 + i, decode(lpad(to_hex(i), 2, '0'), 'hex') FROM generate_series(0, 255) AS i;

-- Lines of some MB.
CREATE TABLE app.long_rows (id integer PRIMARY KEY, t text, b bytea);
ALTER TABLE app.long_rows ALTER t SET STORAGE EXTERNAL, ALTER b SET STORAGE EXTERNAL;
INSERT INTO app.long_rows
    SELECT 1, string_agg(md5(i::text) || E'\t\n\\', '' ORDER BY i), NULL FROM generate_series(1, 60000) AS i;
INSERT INTO app.long_rows
    SELECT 2, NULL, decode(string_agg(md5(i::text), '' ORDER BY i), 'hex') FROM generate_series(1, 200000) AS i;
INSERT INTO app.long_rows VALUES (3, repeat(E'\n', 3000000), ''), (4, repeat(E'\\', 1048577), ''), (5, repeat('x', 65536), ''), (6, 'short', '');

CREATE TABLE app.times (
    id integer, d date, t time, tt time with time zone, ts timestamp, tz timestamp with time zone, ts3 timestamp(3), i interval, i2 interval day to second(2));
INSERT INTO app.times VALUES
    (1, 'infinity', '24:00:00', '24:00:00-15:59:59', 'infinity', 'infinity', 'infinity', '178000000 years', '1 day'),
    (2, '-infinity', '00:00:00', '00:00:00+15:59:59', '-infinity', '-infinity', '-infinity', '-178000000 years', '-1 day'),
    (3, '4713-01-01 BC', '23:59:59.999999', '12:00+00', '4713-01-01 00:00:00 BC', '4713-01-01 00:00:00+00 BC', '0044-03-15 BC', '1 year -2 months 3 days -04:05:06.000001', '1.23'),
    (4, '5874897-12-31', '12:34:56.1', '12:34:56.7+05:45', '294276-12-31 23:59:59.999999', '294276-12-31 23:59:59.999999+00', '2024-02-29 12:00:00.1239', '0', '0'),
    (5, '2024-03-31', '02:30', '02:30+02:30:15', '2024-03-31 02:30', '2024-03-31 01:30+00', '2024-10-27 02:30', '1 mon', '36 hours'),
    (6, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

CREATE TABLE app.various (
    id serial PRIMARY KEY, b boolean, i inet, c cidr, m macaddr, m8 macaddr8, bi bit(5), vb varbit, u uuid, tv tsvector, tq tsquery,
    po point, l line, s lseg, bx box, pa path, pg polygon, ci circle, o oid, rc regclass, rp regprocedure, rt regtype, lsn pg_lsn,
    snap pg_snapshot, x xid, x8 xid8, td tid, i42 app.int42 DEFAULT '7', jp jsonpath, ct extensions.citext);
INSERT INTO app.various (b, i, c, m, m8, bi, vb, u, tv, tq, po, l, s, bx, pa, pg, ci, o, rc, rp, rt, lsn, snap, x, x8, td, jp, ct) VALUES
    (true, '192.168.0.1/24', '10/8', '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05', B'10101', B'', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
     E'a:1A fat:2B,4C ''it''''s'':5 ''back\\\\slash'':6', 'fat & (rat | !cat) <-> dog:*AB', '(1e300,-0)', '{1,2,3}', '[(0,0),(1,1)]', '((0,0),(1,1))', '[(0,0),(1,1),(2,0)]', '((0,0),(1,1),(2,0))', '<(0,0),1.5>',
     4294967295, 'pg_class', 'pg_catalog.lower(text)', 'integer[]', 'FFFFFFFF/FFFFFFFF', '10:20:10,14,15', '4294967295', '18446744073709551615', '(4294967295,65535)', '$.a[*] ? (@ > 1 && @.b == "x\"y")', 'CiText'),
    (false, '::1', '2001:db8::/32', NULL, NULL, B'00000', B'1', '00000000-0000-0000-0000-000000000000', '', '', '(NaN,Infinity)', NULL, NULL, NULL, '((0,0))', NULL, NULL, 0, NULL, NULL, NULL, '0/0', NULL, NULL, NULL, NULL, '$', '');
INSERT INTO app.various DEFAULT VALUES;

CREATE TABLE app.ranges (
    id integer, i int4range, n numrange, t tstzrange, d daterange, x app.text_range, f app.float_range, mi int4multirange, mt tstzmultirange, mx app."Text Ranges",
    EXCLUDE USING gist (i WITH &&) WHERE (id < 100) DEFERRABLE INITIALLY DEFERRED);
INSERT INTO app.ranges VALUES
    (1, '[1,10)', '(,5]', '[2024-01-01,infinity)', '(2024-01-01,2024-02-01]', '["a,b","c\"d)")', '[-Infinity,0]', '{[1,2),[5,7)}', '{}', '{["a;","b\\\\"]}'),
    (2, 'empty', '(,)', 'empty', '[-infinity,infinity]', E'["\t","\n"]', 'empty', '{(,)}', '{[2024-01-01 00:00+00,)}', '{}'),
    (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

CREATE TABLE app.composites (
    id integer, a app.address, n app.nested, p app.positive, m app.maybe, mood app.mood, od app.odd_default, no_attr app.no_attributes);
INSERT INTO app.composites VALUES
    (1, ROW('Main "St"; 1', NULL, '{1,2,NULL}'), ROW(ROW(E'tab\t', '', NULL), '{happy,""}', 1.5), 5, 12.34, E'back\\slash', DEFAULT, ROW()),
    (2, ROW(NULL, NULL, NULL), NULL, NULL, NULL, NULL, NULL, NULL),
    (3, ROW('', E'\\', '{}'), ROW(NULL, '{}', NULL), 1, 0, '', '', NULL);

\if :has_xml
CREATE TABLE app.xmls (id integer, x xml);
INSERT INTO app.xmls VALUES
    (1, '<?xml version="1.0" standalone="yes"?><a b="c;''">text &amp; more<!-- comment --><![CDATA[ \. ]]></a>'),
    (2, 'content, no document'), (3, NULL), (4, E'<a>\n\t\\.\n</a>');
\endif

------------------------------------------------------------------------------------------------
-- Odd tables
------------------------------------------------------------------------------------------------

CREATE TABLE public.no_columns ();
INSERT INTO public.no_columns DEFAULT VALUES;
INSERT INTO public.no_columns DEFAULT VALUES;
INSERT INTO public.no_columns DEFAULT VALUES;
CREATE TABLE public.no_columns_no_rows ();
CREATE TABLE public.no_columns_left (a integer, b text);
INSERT INTO public.no_columns_left VALUES (1, 'x'), (2, 'y');
ALTER TABLE public.no_columns_left DROP a, DROP b;
CREATE TABLE public.empty_table (a integer, b text NOT NULL DEFAULT 'x');
CREATE TABLE public.all_generated (a integer GENERATED ALWAYS AS (42) STORED, "b;" text GENERATED ALWAYS AS ('x;' || 'y''') STORED);
INSERT INTO public.all_generated DEFAULT VALUES;
INSERT INTO public.all_generated DEFAULT VALUES;
CREATE TABLE public.some_generated (
    price numeric NOT NULL, total numeric GENERATED ALWAYS AS (price * amount * 1.19) STORED, amount integer,
    id bigint GENERATED BY DEFAULT AS IDENTITY (START 100 INCREMENT 10), "Id 2" smallint GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public."identity ""sequence"";" MINVALUE -10 START -10));
INSERT INTO public.some_generated (price, amount) SELECT i * 1.5, i FROM generate_series(1, 50) AS i;
\if :is18
CREATE TABLE public.virtual_generated (a integer, b integer GENERATED ALWAYS AS (a * 2) VIRTUAL, c text);
INSERT INTO public.virtual_generated (a, c) VALUES (1, 'x'), (2, NULL);
\endif
CREATE UNLOGGED TABLE public.unlogged (a integer PRIMARY KEY, b text);
INSERT INTO public.unlogged SELECT i, 'row ' || i FROM generate_series(1, 100) AS i;
CREATE TABLE public.dropped_columns (a integer, gone text, b text, gone_too integer, c integer DEFAULT 5);
INSERT INTO public.dropped_columns VALUES (1, 'x', 'y', 2, 3);
ALTER TABLE public.dropped_columns DROP gone, DROP gone_too, ADD d text DEFAULT 'added; later', ADD "E" integer;
INSERT INTO public.dropped_columns VALUES (2, 'z');
CREATE TABLE public.of_type OF app.address ("zip code" NOT NULL, PRIMARY KEY (street));
INSERT INTO public.of_type VALUES ('a street', '12345', '{1}');

-- As many columns as fit in a table.
SELECT format('CREATE TABLE public.wide (%s)', string_agg(format('%I integer', 'c' || i), ', ' ORDER BY i)) FROM generate_series(1, 1600) AS i
\gexec
INSERT INTO public.wide DEFAULT VALUES;
SELECT format('INSERT INTO public.wide SELECT %s FROM generate_series(1, 20) AS g', string_agg((i * 7)::text || ' + g', ', ' ORDER BY i)) FROM generate_series(1, 1600) AS i
\gexec

-- Names.
CREATE TABLE public."""; drop table students; --""" ("a b" integer, "'" text);
INSERT INTO public."""; drop table students; --""" VALUES (1, ''''), (2, '"');
SELECT format('CREATE TABLE %I.%I (id integer PRIMARY KEY, %I text DEFAULT %L, n serial)', s, replace(n, '#', i::text), n, n || E'\\')
FROM (VALUES ('public'), ('App'), ('schema with "quotes", spaces; and -- more')) AS schemas (s)
CROSS JOIN (VALUES
    (1, 'has space'), (2, 'UpperCase'), (3, 'ünïcödé'), (4, '日本語 🐘'), (5, E'line\nfeed'), (6, E'tab\there'), (7, E'cr\rhere'), (8, '''single'''),
    (9, '"'), (10, 'back\slash'), (11, '$'), (12, '$$'), (13, '$a$'), (14, 'a$b'), (15, 'COPY x FROM stdin;'), (16, 'COPY public.x (a) FROM stdin;'),
    (17, E'x (a) FROM stdin;\n1\n\\.\n'), (18, '-- comment'), (19, '/*'), (20, '*/'), (21, ';'), (22, '('), (23, ')'), (24, 'a,b'), (25, '1starts_with_digit'),
    (26, 'table'), (27, 'order'), (28, 'user'), (29, 'end'), (30, 'begin'), (31, 'a.b'), (32, ' '), (33, '\.'), (34, 'stdin'), (35, 'from'), (36, repeat('n', 63)),
    (37, repeat('N', 63)), (38, repeat('é', 31) || 'x'), (39, repeat('"', 63)), (40, E'\n\\.\n'), (41, E'\n-- PostgreSQL database dump complete\n'), (42, 'E''x'), (43, 'U&"x"'), (44, '%s'), (45, ':var'), (46, ':''var'''), (47, '_'),
    (48, E'\x01'), (49, E'\x7f'), (50, E'\nSELECT pg_catalog.setval(''public.s'', 7);\n'), (51, 'between'), (52, 'int'), (53, 'copy'), (54, 'coalesce')) AS names (i, n)
ORDER BY s, i
\gexec
SELECT format('INSERT INTO %I.%I SELECT i, %L FROM generate_series(1, %s) AS i', nspname, relname, E'\\. in ' || relname, length(relname) % 5)
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind = 'r' AND nspname IN ('public', 'App', 'schema with "quotes", spaces; and -- more')
    AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attnum = 3 AND attname = 'n')
ORDER BY 1
\gexec

------------------------------------------------------------------------------------------------
-- Partitions and inheritance
------------------------------------------------------------------------------------------------

CREATE SCHEMA parts;
CREATE TABLE parts.by_range (id bigint, at date NOT NULL, note text DEFAULT 'x') PARTITION BY RANGE (at);
CREATE TABLE parts.range_2023 PARTITION OF parts.by_range FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
CREATE TABLE parts.range_2024 PARTITION OF parts.by_range FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY LIST (note);
CREATE TABLE parts."range_2024 odd; list" PARTITION OF parts.range_2024 FOR VALUES IN ('a', 'it''s', E'back\\slash', NULL);
CREATE TABLE parts.range_2024_rest PARTITION OF parts.range_2024 DEFAULT;
CREATE TABLE parts.range_2025_empty PARTITION OF parts.by_range FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE parts.range_rest PARTITION OF parts.by_range (PRIMARY KEY (id, at)) DEFAULT;
-- attached, with its columns in another order
CREATE TABLE parts.range_2026 (note text, gone integer, at date NOT NULL, id bigint NOT NULL);
ALTER TABLE parts.range_2026 DROP gone;
ALTER TABLE parts.by_range ATTACH PARTITION parts.range_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO parts.by_range
    SELECT i, date '2022-06-01' + i * 3, (ARRAY['a', 'it''s', E'back\\slash', 'other', NULL])[i % 5 + 1] FROM generate_series(1, 300) AS i;
DELETE FROM parts.range_2025_empty;
INSERT INTO parts.by_range VALUES (1000, '2026-05-05', 'in the attached'), (1001, '2030-01-01', 'far');
CREATE INDEX ON parts.by_range (note);

CREATE TABLE parts.by_hash (id integer, t text) PARTITION BY HASH (id);
SELECT format('CREATE TABLE parts.hash_%s PARTITION OF parts.by_hash FOR VALUES WITH (MODULUS 4, REMAINDER %s)', i, i) FROM generate_series(0, 3) AS i
\gexec
INSERT INTO parts.by_hash SELECT i, 'row ' || i FROM generate_series(1, 100) AS i;

-- Hash partitions on an enum: the hash depends on oids, so pg_dump loads them through the root.
CREATE TABLE parts.by_enum (id integer, mood app.mood, t text) PARTITION BY HASH (mood);
SELECT format('CREATE TABLE parts.enum_%s PARTITION OF parts.by_enum FOR VALUES WITH (MODULUS 3, REMAINDER %s)', i, i) FROM generate_series(0, 1) AS i
\gexec
CREATE TABLE parts.enum_2 (t text, mood app.mood, gone integer, id integer);
ALTER TABLE parts.enum_2 DROP gone;
ALTER TABLE parts.by_enum ATTACH PARTITION parts.enum_2 FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO parts.by_enum
    SELECT i, (enum_range(NULL::app.mood))[i % 9 + 1], E'row\t' || i FROM generate_series(1, 300) AS i;
-- ... also when the enum is only at a lower level, and when a level below it is something else
CREATE TABLE parts."Deep" (id integer, mood app.mood, v text GENERATED ALWAYS AS ('v' || id) STORED) PARTITION BY LIST (id);
CREATE TABLE parts.deep_1 PARTITION OF parts."Deep" FOR VALUES IN (1, 2, 3) PARTITION BY HASH (mood);
CREATE TABLE parts.deep_1_0 PARTITION OF parts.deep_1 FOR VALUES WITH (MODULUS 2, REMAINDER 0) PARTITION BY LIST (id);
CREATE TABLE parts.deep_1_0_all PARTITION OF parts.deep_1_0 DEFAULT;
CREATE TABLE parts.deep_1_1 PARTITION OF parts.deep_1 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE parts.deep_rest PARTITION OF parts."Deep" DEFAULT;
INSERT INTO parts."Deep" SELECT i % 6, (enum_range(NULL::app.mood))[i % 8 + 1] FROM generate_series(1, 120) AS i;
CREATE TABLE parts.no_partitions (a integer) PARTITION BY RANGE (a, (a + 1));

CREATE TABLE parts.parent (id integer, name text NOT NULL, CHECK (id <> 13));
CREATE TABLE parts.child (extra numeric DEFAULT 3.5, id integer) INHERITS (parts.parent);
CREATE TABLE parts.grandchild ("More" text) INHERITS (parts.child);
CREATE TABLE parts.mixin (flag boolean DEFAULT false CHECK (flag IS NOT NULL) NO INHERIT);
CREATE TABLE parts.two_parents (own integer) INHERITS (parts.child, parts.mixin);
ALTER TABLE parts.parent ADD late text DEFAULT 'added late';
INSERT INTO parts.parent VALUES (1, 'parent'), (2, 'parent');
INSERT INTO parts.child VALUES (3, 'child', 1.5, 'x');
INSERT INTO parts.grandchild (id, name, "More") VALUES (4, 'grandchild', 'more'), (5, 'grandchild', NULL);
INSERT INTO parts.two_parents (id, name, own, flag) VALUES (6, 'both', 1, true);

------------------------------------------------------------------------------------------------
-- Sequences
------------------------------------------------------------------------------------------------

CREATE SEQUENCE public.never_called START 17;
CREATE SEQUENCE public.ascending;
SELECT nextval('public.ascending') FROM generate_series(1, 5) \g /dev/null
CREATE SEQUENCE public.descending INCREMENT -3 MINVALUE -100 MAXVALUE 50 START 50 CACHE 7;
SELECT nextval('public.descending') FROM generate_series(1, 3) \g /dev/null
CREATE SEQUENCE public.at_maximum AS smallint;
SELECT setval('public.at_maximum', 32767, true) \g /dev/null
CREATE SEQUENCE public.at_the_end_of_bigint;
SELECT setval('public.at_the_end_of_bigint', 9223372036854775807, true) \g /dev/null
CREATE SEQUENCE public.lowest MINVALUE -9223372036854775808 START -9223372036854775808 CYCLE;
SELECT setval('public.lowest', -9223372036854775808, false) \g /dev/null
CREATE SEQUENCE public."odd '""; sequence\ $$";
SELECT nextval('public."odd ''""; sequence\ $$"') \g /dev/null
CREATE SEQUENCE "App"."', 99, true); --";
SELECT setval('"App"."'', 99, true); --"', 5) \g /dev/null
CREATE SEQUENCE app.owned OWNED BY app.numbers.id;
COMMENT ON SEQUENCE app.owned IS 'SELECT pg_catalog.setval(''app.owned'', 1, false);';
\if :is15
CREATE UNLOGGED SEQUENCE public.unlogged_sequence;
SELECT nextval('public.unlogged_sequence') \g /dev/null
\endif

------------------------------------------------------------------------------------------------
-- Functions
------------------------------------------------------------------------------------------------

SET check_function_bodies = off;
CREATE FUNCTION app.looks_like_a_dump() RETURNS void LANGUAGE plpgsql AS $outer$
-- the next lines are no dump
COPY public.x (a) FROM stdin;
1
2
\.


COPY public.looks_like_a_dump (line) FROM stdin;
\N
\.
SELECT pg_catalog.setval('public.ascending', 99, true);
--
-- PostgreSQL database dump complete
--

\connect template1
\unrestrict x
$$ $_$ $_X$ $a$ $function$ it's unbalanced, "so is this, /* and this
E'
BEGIN
END
$outer$;
CREATE FUNCTION app."odd; name ' "" $$ -- "(IN "a;b" integer DEFAULT 5, "it's" text DEFAULT E'\\''; --', OUT "$$" text, OUT "out" integer)
    LANGUAGE plpgsql COST 7 STABLE PARALLEL SAFE SECURITY DEFINER SET search_path TO 'odd ext;schema', "$user", public SET "app.x" TO 'a''b;\c' AS $odd_tag$
BEGIN
    -- $$ ; ' " /* $_X$
    "$$" := '$_$'; "out" := 1; /* /* nested ' */ " */
END;
$odd_tag$;
CREATE FUNCTION app.body_in_quotes(text) RETURNS text LANGUAGE sql AS E'SELECT ''it''''s \\\\.'' || $1 -- ;\n/* \' */';
CREATE FUNCTION app.empty_body() RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION app.ends_in_dollar() RETURNS text LANGUAGE sql AS 'SELECT ''a'' || ''$';
CREATE FUNCTION app.only_a_tag() RETURNS void LANGUAGE sql AS '$_$';
SET check_function_bodies = on;

CREATE TABLE app.atomic_log ("begin" integer, "end" integer, "case" text, atomic text);
-- psql counts BEGIN and END outside parentheses, so the columns of these names stand inside.
CREATE FUNCTION app.atomic_case(a integer, t text DEFAULT 'END;') RETURNS text LANGUAGE sql
BEGIN ATOMIC
    INSERT INTO app.atomic_log ("begin", "end", "case", atomic) VALUES (a, 1, 'END; $$ \. -- ', E'\\''; BEGIN ATOMIC');
    UPDATE app.atomic_log SET "end" = (CASE WHEN ("begin" > 1) THEN CASE a WHEN 1 THEN 2 ELSE 3 END ELSE 4 END) WHERE ("begin" = a);
    SELECT CASE WHEN a > 0 THEN ';' ELSE CASE t WHEN 'x' THEN 'END' ELSE 'CASE; BEGIN' END END;
END;
\if :is15
CREATE FUNCTION app.atomic_merge(a integer) RETURNS void LANGUAGE sql
BEGIN ATOMIC
    MERGE INTO app.atomic_log AS log USING (VALUES (a, 'WHEN; MATCHED')) AS v ("x;", "case") ON (log."begin" = v."x;")
        WHEN MATCHED AND (log."case" = ');') THEN DELETE
        WHEN MATCHED THEN UPDATE SET "case" = 'END;'
        WHEN NOT MATCHED THEN INSERT ("begin", "case") VALUES (v."x;", v."case");
END;
\endif
\if :is17
CREATE FUNCTION app.atomic_merge_returning() RETURNS SETOF text LANGUAGE sql
BEGIN ATOMIC
    MERGE INTO app.atomic_log AS log USING (VALUES (1)) AS v (x) ON (log."begin" = v.x)
        WHEN NOT MATCHED BY SOURCE THEN DELETE
        WHEN NOT MATCHED BY TARGET THEN INSERT DEFAULT VALUES
        RETURNING merge_action() || ';';
END;
\endif
\if :is18
CREATE FUNCTION app.atomic_returning() RETURNS TABLE (a text, b text) LANGUAGE sql
BEGIN ATOMIC
    UPDATE app.atomic_log SET "case" = 'x;' RETURNING WITH (OLD AS "old; row", NEW AS "begin") "old; row"."case", ("begin"."case" || ';');
END;
\endif
CREATE FUNCTION app.atomic_empty() RETURNS void LANGUAGE sql BEGIN ATOMIC END;
CREATE FUNCTION app.atomic_return(a integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN CASE WHEN a > 1 THEN (SELECT count(*)::integer FROM pg_class) ELSE 2 END;
CREATE PROCEDURE app.atomic_procedure(IN a integer, INOUT b text) LANGUAGE sql
BEGIN ATOMIC
    DELETE FROM app.atomic_log AS "end" WHERE ("end"."begin" = a);
    SELECT 'a;b' || b;
END;
CREATE PROCEDURE app.commits(n integer) LANGUAGE plpgsql AS $$
BEGIN
    FOR i IN 1..n LOOP
        INSERT INTO public.ascending_log VALUES (i);
        COMMIT;
    END LOOP;
END
$$;
CREATE FUNCTION app.many(VARIADIC "values" numeric[]) RETURNS TABLE ("sum;" numeric, "COPY x FROM stdin;" text) LANGUAGE sql AS 'SELECT 1, ''x''';
CREATE FUNCTION app.add_up(state numeric, next numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT coalesce(state, 0) + coalesce(next, 0)';
CREATE AGGREGATE app.total(numeric) (SFUNC = app.add_up, STYPE = numeric, INITCOND = '0');
COMMENT ON FUNCTION app.looks_like_a_dump() IS E'\nCOPY public.x (a) FROM stdin;\n\\.\n';
COMMENT ON PROCEDURE app.commits(integer) IS 'it''s a procedure; $$';
COMMENT ON AGGREGATE app.total(numeric) IS '--';

CREATE FUNCTION app.same_mood(app.mood, text) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN ($1)::text = $2;
CREATE OPERATOR app.=~= (FUNCTION = app.same_mood, LEFTARG = app.mood, RIGHTARG = text);
CREATE OPERATOR app.<-*|#% (FUNCTION = app.same_mood, LEFTARG = app.mood, RIGHTARG = text);
COMMENT ON OPERATOR app.=~= (app.mood, text) IS 'same; ''mood''';
CREATE FUNCTION app.mood_number(app.mood) RETURNS integer LANGUAGE sql IMMUTABLE RETURN 1;
CREATE CAST (app.mood AS integer) WITH FUNCTION app.mood_number(app.mood) AS ASSIGNMENT;
CREATE CAST (app.address AS text) WITH INOUT;
COMMENT ON CAST (app.mood AS integer) IS 'a cast''s comment';
CREATE OPERATOR FAMILY app.odd_family USING btree;
CREATE OPERATOR CLASS app.odd_class FOR TYPE integer USING btree FAMILY app.odd_family AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer);
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE app.other_method (a integer) USING heap2;
INSERT INTO app.other_method VALUES (1), (NULL);
CREATE CONVERSION app.odd_conversion FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE TRANSFORM FOR integer LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal));

CREATE TEXT SEARCH DICTIONARY app."odd; dictionary" (TEMPLATE = simple, STOPWORDS = 'english', ACCEPT = 'false');
CREATE TEXT SEARCH CONFIGURATION app.odd_search (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION app.odd_search ALTER MAPPING FOR asciiword, word WITH app."odd; dictionary", english_stem;
CREATE TEXT SEARCH PARSER app.odd_parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
CREATE TEXT SEARCH TEMPLATE app.odd_template (INIT = dsimple_init, LEXIZE = dsimple_lexize);

------------------------------------------------------------------------------------------------
-- Constraints, indexes, statistics
------------------------------------------------------------------------------------------------

CREATE TABLE app.customers (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email app.email UNIQUE, manager integer, "first order" bigint,
    note text DEFAULT E'it''s \\ ; -- "x" /* \n $$ \u00fc' CONSTRAINT "check; with 'quotes'" CHECK (note <> E'\'\\;--' AND note NOT LIKE '%$$/*%'),
    kind text CHECK (kind IN ('a', 'b', 'it''s')), born date DEFAULT CURRENT_DATE, tags text[] DEFAULT ARRAY['a;', E'b\'', '{']::text[]);
CREATE TABLE app.orders (
    id bigint PRIMARY KEY, customer integer NOT NULL REFERENCES app.customers ON DELETE CASCADE, placed timestamptz DEFAULT now(), amount numeric);
INSERT INTO app.customers (email) SELECT 'c' || i || '@example.com' FROM generate_series(1, 20) AS i;
INSERT INTO app.orders SELECT i, i % 20 + 1, '2024-01-01', i - 1 FROM generate_series(1, 100) AS i;
INSERT INTO app.orders VALUES (1000, 1, NULL, -5);
UPDATE app.customers SET manager = id % 7 + 1, "first order" = id;
ALTER TABLE app.orders ADD CONSTRAINT "not valid; yet" CHECK (amount >= 0) NOT VALID;
ALTER TABLE app.customers ADD CONSTRAINT "manager;" FOREIGN KEY (manager) REFERENCES app.customers DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE app.customers ADD CONSTRAINT circular FOREIGN KEY ("first order") REFERENCES app.orders (id) MATCH FULL ON UPDATE SET NULL NOT VALID;
CREATE TABLE app.line_items (order_id bigint REFERENCES app.orders DEFERRABLE, line integer, what text, PRIMARY KEY (order_id, line) INCLUDE (what) DEFERRABLE);
INSERT INTO app.line_items VALUES (1, 1, 'x'), (1, 2, E'\\.');
CREATE INDEX "partial; index" ON app.orders (placed DESC NULLS LAST) WHERE amount > 10 AND placed <> '2024-01-01 00:00:00+00;';
CREATE INDEX by_expression ON app.customers (lower(note || ''' ; --'), (manager + 1) DESC) INCLUDE (born) WITH (fillfactor = 70);
CREATE INDEX trigrams ON app.customers USING gin (note "odd ext;schema".gin_trgm_ops);
CREATE INDEX by_json ON app.documents USING gin (jb jsonb_path_ops);
CREATE UNIQUE INDEX "日本語 index" ON app.line_items (what COLLATE "C" text_pattern_ops);
CREATE INDEX ON app.numbers USING brin (id) WITH (pages_per_range = 7);
ALTER TABLE app.orders REPLICA IDENTITY USING INDEX orders_pkey;
ALTER TABLE app.customers CLUSTER ON customers_pkey;
ALTER INDEX app.by_expression ALTER COLUMN 1 SET STATISTICS 500;
ALTER TABLE app.customers ALTER note SET STATISTICS 50, ALTER note SET STORAGE EXTERNAL, ALTER manager SET (n_distinct = -0.5);
ALTER TABLE app.orders SET (autovacuum_enabled = false, fillfactor = 90);
CREATE STATISTICS app."odd; statistics" (ndistinct, dependencies) ON customer, amount FROM app.orders;
CREATE STATISTICS app.expression_statistics ON (lower(note)), (manager % 3) FROM app.customers;
COMMENT ON CONSTRAINT "not valid; yet" ON app.orders IS 'it''s not valid; yet';
COMMENT ON INDEX app."partial; index" IS E'\\.';
COMMENT ON STATISTICS app."odd; statistics" IS '$$;';
COMMENT ON COLUMN app.customers."first order" IS E'a column;\n\\.\nCOPY public.x (a) FROM stdin;\n';
COMMENT ON TABLE app.customers IS E'; -- \'';
COMMENT ON TABLE public."""; drop table students; --""" IS '"; drop table students; --"';
\if :is15
CREATE TABLE app.nulls_not_distinct (a integer UNIQUE NULLS NOT DISTINCT);
INSERT INTO app.nulls_not_distinct VALUES (1), (NULL);
\endif
\if :is17
ALTER TABLE app.customers ALTER kind SET STATISTICS DEFAULT;
CREATE TABLE parts.excluding (id bigint GENERATED ALWAYS AS IDENTITY, a integer, during tsrange, EXCLUDE USING gist (a WITH =, during WITH &&)) PARTITION BY LIST (a);
CREATE TABLE parts.excluding_1 PARTITION OF parts.excluding FOR VALUES IN (1);
CREATE TABLE parts.excluding_other PARTITION OF parts.excluding DEFAULT;
INSERT INTO parts.excluding (a, during) SELECT i % 3, tsrange('2024-01-01'::timestamp + i * interval '1 day', '2024-01-02'::timestamp + i * interval '1 day') FROM generate_series(1, 30) AS i;
\endif
\if :is18
CREATE TABLE app.named_not_null (a integer CONSTRAINT "a; never null" NOT NULL, b text, c text CONSTRAINT "only; here" NOT NULL NO INHERIT);
INSERT INTO app.named_not_null VALUES (1, NULL, 'x'), (2, 'y', '');
ALTER TABLE app.named_not_null ADD CONSTRAINT b_not_valid NOT NULL b NOT VALID;
-- plain names: pg_dump 18.6 does not quote those that a child table repeats
CREATE TABLE app.inherits_not_null (CONSTRAINT a_of_its_own NOT NULL a) INHERITS (app.named_not_null);
INSERT INTO app.inherits_not_null VALUES (3, 'z', NULL);
COMMENT ON CONSTRAINT "a; never null" ON app.named_not_null IS 'never; ''null''';
CREATE TABLE app.rooms (room integer, during daterange, name text, CONSTRAINT "no; overlaps" PRIMARY KEY (room, during WITHOUT OVERLAPS));
CREATE TABLE app.bookings (id uuid DEFAULT uuidv7(), room integer, during daterange, UNIQUE (id, during WITHOUT OVERLAPS),
    CONSTRAINT "in; time" FOREIGN KEY (room, PERIOD during) REFERENCES app.rooms (room, PERIOD during));
INSERT INTO app.rooms VALUES (1, '[2024-01-01,2024-02-01)', 'one'), (1, '[2024-02-01,2024-03-01)', 'one;'), (2, '(,)', NULL);
INSERT INTO app.bookings (room, during) VALUES (1, '[2024-01-05,2024-02-05)'), (2, '[1900-01-01,)');
CREATE TABLE app.not_enforced (a integer CONSTRAINT "not; enforced" CHECK (a > 0) NOT ENFORCED, b bigint CONSTRAINT unenforced REFERENCES app.orders NOT ENFORCED);
INSERT INTO app.not_enforced VALUES (-1, -1);
\endif

------------------------------------------------------------------------------------------------
-- What PostgreSQL writes otherwise than it was told, and otherwise again after a round trip: the
-- comparison of a varchar with a list, first of all
------------------------------------------------------------------------------------------------

CREATE SCHEMA rewritten;
CREATE DOMAIN rewritten.kind AS varchar(10) DEFAULT 'a' CHECK (VALUE IN ('a', 'b', 'it''s'));
CREATE TABLE rewritten.listed (
    id integer PRIMARY KEY, kind varchar(10) DEFAULT 'a' CHECK (kind IN ('a', 'b')), code char(3) CHECK (code NOT IN ('x', 'y')), own rewritten.kind,
    pattern text CHECK (pattern LIKE ANY (ARRAY['a%', 'b_'])), at timestamptz DEFAULT '2024-01-01 00:00' CHECK (at BETWEEN '1999-01-01' AND '2099-01-01 12:00+05:45'),
    during interval DEFAULT '-1 day 02:03:04' CHECK (during > '-1 mon +2 days'), price money DEFAULT 12.5 CHECK (price >= '-1.00'), ratio real DEFAULT 0.1 CHECK (ratio <> 1e-7),
    raw bytea DEFAULT '\xdeadbeef' CHECK (raw <> '\x00'), flags bit(3) DEFAULT B'101', born date DEFAULT '2000-02-29', tags varchar[] DEFAULT ARRAY['a', 'b'],
    shout varchar GENERATED ALWAYS AS (CASE WHEN kind IN ('a', 'b') THEN upper(kind) ELSE 'x' || id END) STORED,
    CONSTRAINT only_one EXCLUDE USING btree (code WITH =) WHERE (kind IN ('a', 'b')) DEFERRABLE INITIALLY DEFERRED);
INSERT INTO rewritten.listed (id, code, own, pattern) VALUES (1, 'p', 'a', 'abc'), (2, 'q', 'it''s', 'bc'), (3, 'r', NULL, NULL);
ALTER TABLE rewritten.listed ADD CONSTRAINT later CHECK (kind IN ('a', 'c')) NOT VALID;
CREATE UNIQUE INDEX listed_partial ON rewritten.listed ((kind || 'x'), (id % 4)) WHERE kind IN ('a', 'b') AND at > '2000-01-01';
CREATE STATISTICS rewritten.listed_statistics ON (kind IN ('a', 'b')), (date_part('year', at AT TIME ZONE 'UTC')) FROM rewritten.listed;
CREATE VIEW rewritten.one AS SELECT *, kind IN ('a', 'b') AS is_listed, at - interval '1 day' AS before FROM rewritten.listed WHERE kind IN ('a', 'b') AND (code, id) IN (('p', 1), ('q', 2));
CREATE VIEW rewritten.two AS SELECT DISTINCT ON (kind) one.*, row_number() OVER w AS n FROM rewritten.one JOIN rewritten.listed USING (id, kind) WINDOW w AS (PARTITION BY kind ORDER BY id);
CREATE VIEW rewritten.three AS WITH RECURSIVE all_of AS (SELECT id, kind FROM rewritten.two UNION SELECT id + 1, kind FROM all_of WHERE id < 5 AND kind IN ('a', 'b')) SELECT * FROM all_of NATURAL LEFT JOIN rewritten.one;
CREATE MATERIALIZED VIEW rewritten.kept AS SELECT kind, count(*) FILTER (WHERE kind IN ('a', 'b')) FROM rewritten.three GROUP BY GROUPING SETS ((kind), ());
CREATE MATERIALIZED VIEW rewritten.kept_of_kept AS SELECT * FROM rewritten.kept WHERE kind IN ('a', 'b');
CREATE FUNCTION rewritten.standard_body(a varchar DEFAULT 'a') RETURNS boolean LANGUAGE sql IMMUTABLE RETURN a IN ('a', 'b') AND a LIKE 'a%' AND '2024-01-01'::timestamptz > 'epoch';
CREATE AGGREGATE rewritten.middle(double precision ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
CREATE RULE listed_only AS ON UPDATE TO rewritten.one WHERE new.kind IN ('a', 'b') DO INSTEAD UPDATE rewritten.listed SET kind = new.kind WHERE id = old.id AND kind IN ('a', 'b');
CREATE TRIGGER listed_only BEFORE UPDATE ON rewritten.listed FOR EACH ROW WHEN (new.kind IN ('a', 'b') AND old.at < '2024-01-01') EXECUTE FUNCTION suppress_redundant_updates_trigger();
ALTER TABLE rewritten.listed ENABLE ROW LEVEL SECURITY;
CREATE POLICY listed_only ON rewritten.listed USING (kind IN ('a', 'b')) WITH CHECK (kind IN ('a', 'b') AND at <> 'infinity');
CREATE TABLE rewritten.bounded (at timestamptz, kind varchar) PARTITION BY RANGE (at, lower(kind));
CREATE TABLE rewritten.bounded_old PARTITION OF rewritten.bounded FOR VALUES FROM (MINVALUE, MINVALUE) TO ('2024-01-01 00:00+02', 'm');
CREATE TABLE rewritten.bounded_new PARTITION OF rewritten.bounded FOR VALUES FROM ('2024-01-01 00:00+02', 'm') TO ('infinity', MAXVALUE) PARTITION BY LIST (kind);
CREATE TABLE rewritten.bounded_listed PARTITION OF rewritten.bounded_new FOR VALUES IN ('a', 'b', NULL);
INSERT INTO rewritten.bounded VALUES ('2020-01-01', 'z'), ('2025-01-01', 'a');
CREATE SERVER rewritten FOREIGN DATA WRAPPER postgres_fdw;
CREATE FOREIGN TABLE rewritten.elsewhere (kind varchar DEFAULT 'a' CHECK (kind IN ('a', 'b'))) SERVER rewritten;
\if :is15
CREATE PUBLICATION rewritten FOR TABLE rewritten.listed WHERE (id IN (1, 2) AND code <> 'x') WITH (publish = 'insert');
\endif

------------------------------------------------------------------------------------------------
-- Views and rules
------------------------------------------------------------------------------------------------

CREATE VIEW app.odd_view AS
    SELECT id, email AS "e;mail", 'it''s; -- $$ /* ' || E'\\.\n' AS "select", CASE WHEN id > 1 THEN 'END;' ELSE '"' END AS "case" FROM app.customers
    WHERE note IS DISTINCT FROM E'\'';
CREATE VIEW app.barrier WITH (security_barrier = true, check_option = cascaded) AS SELECT * FROM app.orders WHERE amount > 0;
CREATE RECURSIVE VIEW app.counting (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM counting WHERE n < 10;
-- needs the primary key: pg_dump first makes a stand-in, and replaces it after the data
CREATE VIEW app.grouped AS SELECT c.id, c.email, c.note, count(*) AS orders FROM app.customers AS c JOIN app.orders AS o ON o.customer = c.id GROUP BY c.id;
CREATE VIEW app.on_grouped AS SELECT * FROM app.grouped;
CREATE VIEW app.no_columns_view AS SELECT;
CREATE VIEW app.with_defaults AS SELECT id, note FROM app.customers;
ALTER VIEW app.with_defaults ALTER note SET DEFAULT 'view;''s default';
\if :is15
CREATE VIEW app.invoker WITH (security_invoker = true) AS SELECT 1 AS one;
\endif
\if :is16
CREATE VIEW app.json_made AS SELECT
    JSON_OBJECT('a;' VALUE note, '$$' : JSON_ARRAY(1, 'it''s', NULL NULL ON NULL) ABSENT ON NULL WITH UNIQUE KEYS RETURNING jsonb) AS "object;", note IS NOT JSON OBJECT WITH UNIQUE KEYS AS "is not;",
    (SELECT JSON_OBJECTAGG(i : ';' || i) FILTER (WHERE i > 1) FROM generate_series(1, 3) AS i) AS aggregated FROM app.customers;
\endif
\if :is17
CREATE VIEW app.json_read AS SELECT JSON_VALUE(jb, '$."a;"' RETURNING text DEFAULT 'it''s;' ON EMPTY NULL ON ERROR) AS v, JSON_QUERY(jb, '$[*]' WITH CONDITIONAL WRAPPER) AS q, JSON_EXISTS(jb, '$ ? (@ > $"x;")' PASSING 1 AS "x;") AS e FROM app.documents;
CREATE VIEW app.json_rows AS SELECT t.* FROM JSON_TABLE(jsonb '[{"a;": 1, "b": ["it''s", ");"]}]', '$[*] ? (@."a;" > $"x;")' AS "root;" PASSING 0 AS "x;"
    COLUMNS ("n;" FOR ORDINALITY, a integer PATH '$."a;"' DEFAULT -1 ON EMPTY, b boolean EXISTS PATH '$."--"', NESTED PATH '$.b[*]' AS "nested;" COLUMNS (c text PATH '$' OMIT QUOTES))) AS t;
\endif
CREATE MATERIALIZED VIEW app.populated AS SELECT id, "e;mail" FROM app.odd_view WITH DATA;
CREATE UNIQUE INDEX ON app.populated (id);
CREATE MATERIALIZED VIEW app.not_populated AS SELECT * FROM generate_series(1, 10) AS i WITH NO DATA;
CREATE MATERIALIZED VIEW app."of; another" AS SELECT count(*) AS n, max(id) AS m FROM app.populated;
CREATE MATERIALIZED VIEW app.materialized_grouped AS SELECT * FROM app.grouped;
COMMENT ON VIEW app.odd_view IS 'view; ''s';
COMMENT ON MATERIALIZED VIEW app.populated IS E'\n;\n';
COMMENT ON COLUMN app.odd_view."e;mail" IS ';';

CREATE RULE "several; statements" AS ON INSERT TO app.odd_view WHERE new.id > 5 DO INSTEAD (
    INSERT INTO app.atomic_log ("case", "begin") VALUES ('; ) DO (', 1);
    UPDATE app.atomic_log SET "case" = E'\');' WHERE "begin" = 1;
    DELETE FROM app.atomic_log WHERE "case" = '$$'
);
CREATE RULE notifies AS ON DELETE TO app.odd_view DO INSTEAD (NOTIFY "odd; channel", 'pay;load'; NOTIFY "COPY x FROM stdin;");
CREATE RULE unconditional AS ON INSERT TO app.odd_view DO INSTEAD NOTHING;
CREATE RULE log_updates AS ON UPDATE TO app.line_items DO ALSO (INSERT INTO app.atomic_log ("case") VALUES (old.what); SELECT 1 AS "BEGIN");
ALTER TABLE app.line_items DISABLE RULE log_updates;
COMMENT ON RULE unconditional ON app.odd_view IS 'rule; ''s begin';

------------------------------------------------------------------------------------------------
-- Triggers and policies
------------------------------------------------------------------------------------------------

CREATE FUNCTION app.on_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN coalesce(new, old); END $$;
-- would spoil restored data, if it were there before the data
CREATE FUNCTION app.spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN new.what := 'spoilt'; RETURN new; END $$;
CREATE TRIGGER spoil BEFORE INSERT ON app.line_items FOR EACH ROW EXECUTE FUNCTION app.spoil();
CREATE TRIGGER "odd; trigger" AFTER UPDATE OF amount ON app.orders FOR EACH ROW WHEN (old.amount IS DISTINCT FROM new.amount AND new.amount::text <> E'\';') EXECUTE FUNCTION app.on_change('it''s', E'back\\slash;', '$$', 'ünïcödé', '');
CREATE TRIGGER with_tables AFTER INSERT ON app.orders REFERENCING NEW TABLE AS "new; rows" FOR EACH STATEMENT EXECUTE FUNCTION app.on_change();
CREATE TRIGGER on_view INSTEAD OF DELETE ON app.grouped FOR EACH ROW EXECUTE FUNCTION app.on_change();
CREATE CONSTRAINT TRIGGER constrained AFTER INSERT ON app.customers FROM app.orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.on_change();
CREATE TRIGGER disabled BEFORE TRUNCATE ON app.orders EXECUTE FUNCTION app.on_change();
ALTER TABLE app.orders DISABLE TRIGGER disabled;
ALTER TABLE app.line_items ENABLE ALWAYS TRIGGER spoil;
CREATE TRIGGER on_partitioned AFTER INSERT ON parts.by_range FOR EACH ROW EXECUTE FUNCTION app.on_change();
ALTER TABLE parts.range_2023 DISABLE TRIGGER on_partitioned;
COMMENT ON TRIGGER "odd; trigger" ON app.orders IS 'trigger; ''s';

ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "policy; --" ON app.orders AS RESTRICTIVE FOR UPDATE TO pgrehearse_reader, "pgrehearse odd "" role; --" USING (amount > 0 AND placed <> '2024-01-01') WITH CHECK (EXISTS (SELECT FROM app.customers WHERE note = E';\''));
CREATE POLICY sees_nothing ON app.orders FOR SELECT USING (false);
COMMENT ON POLICY "policy; --" ON app.orders IS 'policy; ''s';

------------------------------------------------------------------------------------------------
-- Foreign data
------------------------------------------------------------------------------------------------

CREATE FOREIGN DATA WRAPPER "odd; wrapper" OPTIONS (debug 'tr;ue''s', "Opt;ion" E'\\');
CREATE SERVER "odd; server" TYPE 'ty''pe' VERSION 'v;1' FOREIGN DATA WRAPPER "odd; wrapper" OPTIONS (host 'ho''st;', "pass word" E'x\\y');
CREATE SERVER nowhere FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '1', dbname 'no;where');
CREATE USER MAPPING FOR pgrehearse_reader SERVER nowhere OPTIONS (user 'u''ser', password 'pass;word');
CREATE USER MAPPING FOR PUBLIC SERVER "odd; server";
CREATE FOREIGN TABLE app.foreign_table (a integer OPTIONS (column_name 'A;'), b text NOT NULL DEFAULT E'\'' CHECK (b <> ';')) SERVER nowhere OPTIONS (table_name 'the "table";');
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE app.foreign_file (line text) SERVER files OPTIONS (filename '/dev/null', format 'text', "null" E'\\N', delimiter E'\t');
CREATE FOREIGN TABLE parts.foreign_partition PARTITION OF parts.no_partitions FOR VALUES FROM (1, 2) TO (3, 4) SERVER nowhere;
COMMENT ON SERVER nowhere IS 'no;where''s';
COMMENT ON FOREIGN TABLE app.foreign_table IS ';';

------------------------------------------------------------------------------------------------
-- Large objects
------------------------------------------------------------------------------------------------

SELECT lo_from_bytea(100001, 'plain; text') \g /dev/null
SELECT lo_create(100002) \g /dev/null
COMMENT ON LARGE OBJECT 100002 IS 'an empty one; it''s';
-- a hole of 3 MB, then some bytes, and an end that is no multiple of a page
SELECT lo_from_bytea(100003, 'start'), lo_put(100003, 3000000, '\x00ff5c2e0a') \g /dev/null
-- a hole at the very beginning
SELECT lo_create(100004), lo_put(100004, 700001, 'late') \g /dev/null
SELECT lo_from_bytea(100005, (SELECT decode(string_agg(md5(i::text), '' ORDER BY i), 'hex') FROM generate_series(1, 30000) AS i)) \g /dev/null
SELECT lo_from_bytea(100006, (SELECT b FROM app.bytes WHERE id = 8)) \g /dev/null
-- exactly as long as what pg_dump reads at once, one less, one more
SELECT lo_from_bytea(100007, decode(repeat('ab', 16384), 'hex')), lo_from_bytea(100008, decode(repeat('ab', 16383), 'hex')), lo_from_bytea(100009, decode(repeat('ab', 16385), 'hex')) \g /dev/null
SELECT lo_from_bytea(4294967295, 'the highest oid') \g /dev/null
SELECT lo_from_bytea((200000 + i)::oid, ('object ' || i)::bytea) FROM generate_series(1, 200) AS i \g /dev/null
-- shortened, as a truncation does
BEGIN;
SELECT lo_from_bytea(100010, decode(repeat('cd', 100000), 'hex')), lo_truncate(lo_open(100010, 131072), 12345) \g /dev/null
COMMIT;
ALTER LARGE OBJECT 100001 OWNER TO pgrehearse_owner;
GRANT SELECT ON LARGE OBJECT 100001 TO pgrehearse_reader, "pgrehearse odd "" role; --";
COMMENT ON LARGE OBJECT 100001 IS E'SELECT pg_catalog.lo_create(\'100099\');\nSELECT pg_catalog.lowrite(0, \'\\x00\');\n';

------------------------------------------------------------------------------------------------
-- Owners and privileges
------------------------------------------------------------------------------------------------

ALTER TABLE app.texts OWNER TO pgrehearse_owner;
ALTER TABLE public."""; drop table students; --""" OWNER TO "pgrehearse odd "" role; --";
ALTER FUNCTION app.atomic_empty() OWNER TO "pgrehearse_Ünïcode";
GRANT USAGE ON SCHEMA app TO pgrehearse_reader, PUBLIC;
GRANT SELECT, INSERT (note, "first order"), UPDATE (note), REFERENCES (id) ON app.customers TO pgrehearse_reader WITH GRANT OPTION;
GRANT SELECT ("first order") ON app.customers TO "pgrehearse odd "" role; --";
GRANT ALL ON ALL TABLES IN SCHEMA "App" TO pgrehearse_reader;
\if :is17
GRANT MAINTAIN ON app.customers TO "pgrehearse odd "" role; --" WITH GRANT OPTION;
\endif
\if :is18
ALTER DEFAULT PRIVILEGES FOR ROLE pgrehearse_owner GRANT SELECT ON LARGE OBJECTS TO pgrehearse_reader;
\endif
GRANT USAGE ON SEQUENCE public.ascending TO pgrehearse_reader;
GRANT USAGE ON TYPE app.mood TO pgrehearse_reader;
GRANT USAGE ON FOREIGN SERVER nowhere TO pgrehearse_reader;
REVOKE EXECUTE ON FUNCTION app.on_change() FROM PUBLIC;
GRANT SELECT ON pg_catalog.pg_authid TO pgrehearse_reader;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pgrehearse_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE pgrehearse_owner IN SCHEMA app GRANT EXECUTE ON FUNCTIONS TO "pgrehearse odd "" role; --";
ALTER DEFAULT PRIVILEGES FOR ROLE pgrehearse_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

------------------------------------------------------------------------------------------------
-- At last what would act on the statements above
------------------------------------------------------------------------------------------------

CREATE FUNCTION app.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; END $$;
CREATE EVENT TRIGGER "odd; event" ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION app.on_ddl();
CREATE EVENT TRIGGER disabled_event ON sql_drop EXECUTE FUNCTION app.on_ddl();
ALTER EVENT TRIGGER disabled_event DISABLE;
COMMENT ON EVENT TRIGGER "odd; event" IS 'event; ''s';
\if :is17
CREATE EVENT TRIGGER "login; event" ON login EXECUTE FUNCTION app.on_ddl();
\endif
CREATE PUBLICATION everything FOR ALL TABLES WITH (publish = 'insert');
CREATE PUBLICATION "odd; publication" FOR TABLE app.numbers, parts.by_range WITH (publish_via_partition_root = true);
\if :is15
CREATE PUBLICATION filtered FOR TABLE app.customers (id, note) WHERE (id > 1 AND note <> E'\';') WITH (publish = 'insert');
CREATE PUBLICATION of_schemas FOR TABLES IN SCHEMA "select", "App" WITH (publish = 'insert');
\endif
\if :is18
CREATE PUBLICATION generated FOR TABLE public.some_generated WITH (publish = 'insert', publish_generated_columns = stored);
\endif
CREATE SUBSCRIPTION "odd; subscription" CONNECTION 'host=127.0.0.1 port=1 dbname=nowhere password=''se;cret''' PUBLICATION "a;b", c
    WITH (connect = false, slot_name = NONE);
COMMENT ON SUBSCRIPTION "odd; subscription" IS 'sub; ''s';
SELECT format('COMMENT ON DATABASE %I IS %L', current_database(), E'the database''s; -- \\. comment') \gexec
