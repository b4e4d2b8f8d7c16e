-- A name is 1 to 64 characters of [A-Za-z0-9._-]; the C collation sorts as the code does and compares bytes.
-- A hot item's row is rewritten with every batch: free space on the page keeps the new versions beside the old (HOT).
CREATE TABLE stock (
    item      text COLLATE "C" PRIMARY KEY,
    available bigint NOT NULL CHECK (available >= 0),
    reserved  bigint NOT NULL CHECK (reserved >= 0)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- What was decided for each order, and what it takes to give a repeat the same answer.
CREATE TABLE reservations (
    order_id uuid PRIMARY KEY,
    status   text NOT NULL CHECK (status IN ('RESERVED', 'REJECTED', 'RELEASED')),
    user_id  text,
    item     text COLLATE "C",
    quantity integer NOT NULL CHECK (quantity >= 0),
    price    numeric,
    reason   text,
    CHECK (item IS NOT NULL OR (status = 'RELEASED' AND quantity = 0)),
    CHECK (status <> 'RESERVED' OR (user_id IS NOT NULL AND quantity > 0 AND price > 0)),
    CHECK ((reason IS NULL) = (status = 'RESERVED'))
);
