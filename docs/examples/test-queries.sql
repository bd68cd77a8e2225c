-- Questions that pgrehearse puts to every restored copy of a database. Save a file like this one
-- as test-queries.sql where pgrehearse runs, or let VERIFY_QUERIES_FILE name it.
--
-- A line "-- expect: ..." above a query says what it must return. Without one, a query fails if
-- the server refuses it or if it returns a single false.

-- expect: > 0
SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = 'public';

-- expect: rows 0
SELECT conrelid::regclass, conname FROM pg_catalog.pg_constraint WHERE NOT convalidated;

-- A single true or false needs no line above it.
SELECT pg_catalog.pg_database_size(pg_catalog.current_database()) > 0;

-- What else may be expected, for tables of yours:
--   expect: 42                 exactly that number (42.0 is the same)
--   expect: >= 2024-02-07      text, letter by letter, which is right for dates
--   expect: 'paid'             text, though it need not stand in quotes
--   expect: != null            any value but null
--   expect: true
--   expect: rows >= 1
