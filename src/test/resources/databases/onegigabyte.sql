-- A shop's database of somewhat more than 1 GB, the same at every run. For a server with fsync off:
-- made in one transaction, so that with wal_level = minimal the rows need no WAL.

\set ON_ERROR_STOP on
SET client_min_messages = warning;
SET timezone = 'UTC';
SET maintenance_work_mem = '256MB';
SET max_parallel_maintenance_workers = 0;

BEGIN;
SELECT setseed(0.42) \g /dev/null

CREATE TABLE customers (
    id integer PRIMARY KEY,
    name text NOT NULL,
    email text NOT NULL,
    city text,
    balance numeric(12, 2) NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    note text
);
INSERT INTO customers
SELECT i,
    (ARRAY['Ada', 'Grace', 'Edsger', 'Barbara', 'Niklaus', 'Frances', 'Łukasz', 'Zoë'])[1 + i % 8] || ' ' || initcap(substr(md5(i::text), 1, 9)),
    'user' || i || '@' || (ARRAY['example.com', 'mail.example.org', 'example.net'])[1 + i % 3],
    (ARRAY['Berlin', 'Zürich', 'São Paulo', '東京', NULL, 'Paris'])[1 + i % 6],
    round((random() * 10000)::numeric, 2),
    timestamptz '2019-01-01 00:00:00+00' + i * interval '7 minutes',
    CASE WHEN i % 11 = 0 THEN E'called on\tMonday\nwants a "refund"; said: it''s C:\\temp' END
FROM generate_series(1, 300000) AS i;

CREATE TABLE orders (
    id bigint PRIMARY KEY,
    customer integer NOT NULL,
    placed_at timestamptz NOT NULL,
    status text NOT NULL,
    total numeric(10, 2) NOT NULL,
    items jsonb
);
INSERT INTO orders
SELECT i, 1 + i::bigint * 7919 % 300000,
    timestamptz '2020-01-01 00:00:00+00' + i * interval '97.013 seconds',
    (ARRAY['new', 'paid', 'packed', 'shipped', 'delivered', 'returned'])[1 + i % 6],
    (i::bigint * 37 % 100000) / 100.0,
    jsonb_build_array(jsonb_build_object('sku', 'A-' || i % 5000, 'quantity', 1 + i % 4, 'price', (i % 9999) / 100.0))
FROM generate_series(1, 1500000) AS i;

CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    body jsonb NOT NULL
) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
INSERT INTO events (at, kind, body)
SELECT timestamptz '2023-01-01 00:00:00+00' + i * interval '42 seconds',
    (ARRAY['page_view', 'click', 'login', 'purchase', 'error'])[1 + i % 5],
    jsonb_build_object('session', md5((i / 20)::text), 'path', '/shop/' || i % 1000, 'ms', i::bigint * 31 % 2000, 'agent', 'Mozilla/5.0 (X11; Linux x86_64)', 'ok', i % 5 <> 4)
FROM generate_series(1, 1600000) AS i;

-- No compressor finds anything in these.
CREATE TABLE attachments (id integer PRIMARY KEY, name text NOT NULL, content bytea NOT NULL, token text NOT NULL);
ALTER TABLE attachments ALTER content SET STORAGE EXTERNAL, ALTER token SET STORAGE EXTERNAL;
INSERT INTO attachments
SELECT i, 'file-' || i || '.jpg',
    (SELECT string_agg(sha512((i || ' ' || j)::bytea), '') FROM generate_series(1, 96) AS j),
    (SELECT string_agg(encode(sha512((i || '/' || j)::bytea), 'base64'), '') FROM generate_series(1, 48) AS j)
FROM generate_series(1, 8000) AS i;
-- Hashing is slow, and what is repeated only after 80 MB is as good as new.
INSERT INTO attachments SELECT id + 8000 * copy, name, content, token FROM attachments, generate_series(1, 3) AS copy;

CREATE INDEX orders_customer ON orders (customer);
CREATE INDEX events_at ON events (at);
COMMIT;
