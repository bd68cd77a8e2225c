-- A small shop, for the demo: what a first real application tends to have.
CREATE EXTENSION IF NOT EXISTS plpgsql;

CREATE TYPE order_status AS ENUM ('new', 'paid', 'shipped', 'returned');
CREATE DOMAIN email AS text CHECK (VALUE ~ '^[^@ ]+@[^@ ]+$');

CREATE TABLE customers (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text NOT NULL,
    email       email NOT NULL UNIQUE,
    preferences jsonb NOT NULL DEFAULT '{}',
    tags        text[] NOT NULL DEFAULT '{}',
    created_at  timestamptz NOT NULL
);
COMMENT ON TABLE customers IS 'Who buys; one row a person';

CREATE TABLE products (
    sku         text PRIMARY KEY,
    title       text NOT NULL,
    price       numeric(10, 2) NOT NULL CHECK (price >= 0),
    weight      double precision,
    picture     bytea
);

CREATE TABLE orders (
    id          bigint GENERATED ALWAYS AS IDENTITY,
    customer_id bigint NOT NULL REFERENCES customers,
    status      order_status NOT NULL DEFAULT 'new',
    ordered_at  timestamptz NOT NULL,
    note        text,
    PRIMARY KEY (id, ordered_at)
) PARTITION BY RANGE (ordered_at);
CREATE TABLE orders_2025 PARTITION OF orders FOR VALUES FROM ('2025-01-01 00:00+00') TO ('2026-01-01 00:00+00');
CREATE TABLE orders_2026 PARTITION OF orders FOR VALUES FROM ('2026-01-01 00:00+00') TO ('2027-01-01 00:00+00');
CREATE INDEX orders_by_customer ON orders (customer_id, ordered_at DESC);

CREATE TABLE order_items (
    order_id    bigint NOT NULL,
    sku         text NOT NULL REFERENCES products,
    quantity    integer NOT NULL CHECK (quantity > 0),
    price       numeric(10, 2) NOT NULL,
    total       numeric(12, 2) GENERATED ALWAYS AS (quantity * price) STORED,
    PRIMARY KEY (order_id, sku)
);

CREATE TABLE audit_log (
    at          timestamptz NOT NULL,
    what        text NOT NULL
);

INSERT INTO products
SELECT format('SKU-%s', lpad(n::text, 4, '0')),
       format('%s %s', (ARRAY['Red', 'Green', 'Blue', 'Grey', 'Café'])[1 + n % 5],
                       (ARRAY['teapot', 'bicycle bell', 'notebook', 'lamp', 'umbrella', 'chair'])[1 + n % 6]),
       (n * 37 % 9900) / 100.0 + 1,
       CASE WHEN n % 7 > 0 THEN ln(n) END,
       CASE WHEN n % 10 = 0 THEN decode(repeat(md5(n::text), 40), 'hex') END
FROM generate_series(1, 500) n;

INSERT INTO customers (name, email, preferences, tags, created_at)
SELECT format('Customer %s', n),
       format('customer%s@example.com', n),
       jsonb_build_object('newsletter', n % 3 = 0, 'language', (ARRAY['en', 'de', 'fr'])[1 + n % 3]),
       CASE WHEN n % 4 = 0 THEN ARRAY['vip', 'returning'] ELSE '{}' END,
       timestamptz '2025-01-01 00:00+00' + n * interval '97 minutes'
FROM generate_series(1, 5000) n;

INSERT INTO orders (customer_id, status, ordered_at, note)
SELECT 1 + n * 7919 % 5000,
       (enum_range(NULL::order_status))[1 + n % 4],
       timestamptz '2025-01-01 00:00+00' + n * interval '47 minutes',
       CASE WHEN n % 9 = 0 THEN E'Please ring\ttwice;\nthe dog -- "Rex" -- barks.' END
FROM generate_series(1, 20000) n;

INSERT INTO order_items (order_id, sku, quantity, price)
SELECT o.id, p.sku, 1 + o.id % 4, p.price
FROM orders o CROSS JOIN LATERAL generate_series(0, o.id % 3) k
     JOIN products p ON p.sku = format('SKU-%s', lpad((1 + (o.id * 13 + k * 101) % 500)::text, 4, '0'));

CREATE VIEW open_orders AS SELECT * FROM orders WHERE status IN ('new', 'paid');
CREATE MATERIALIZED VIEW revenue_by_month AS
SELECT date_trunc('month', o.ordered_at AT TIME ZONE 'UTC') AS month, sum(i.total) AS revenue
FROM orders o JOIN order_items i ON i.order_id = o.id
GROUP BY 1;

CREATE FUNCTION note_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- COPY public.nothing FROM stdin; is not a statement here
    INSERT INTO audit_log VALUES (NEW.ordered_at, format('order %s is %s', NEW.id, NEW.status));
    RETURN NEW;
END
$$;
CREATE TRIGGER orders_are_noted AFTER INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION note_order();

UPDATE orders SET status = 'shipped' WHERE status = 'new' AND id % 10 = 0;

CREATE SEQUENCE invoice_numbers START 10000;
SELECT setval('invoice_numbers', 10342);
SELECT lo_from_bytea(0, convert_to('Terms and conditions, scanned', 'UTF8'));

CREATE ROLE reporting NOLOGIN;
GRANT SELECT ON open_orders, revenue_by_month TO reporting;
