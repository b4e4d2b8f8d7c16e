-- Every order, for good. What never changes stands first and what changes last, so that an update logs only its tail; and no index
-- holds a column that changes, so that every update stays within its page (HOT) and no index has anything to clean up. The page
-- keeps room for that: an order is updated once or a few times in its first moments, and then never again.
CREATE TABLE orders (
    id              uuid PRIMARY KEY,
    created_at      timestamptz NOT NULL,
    quantity        integer NOT NULL,
    price           numeric NOT NULL,
    user_id         text NOT NULL,
    item            text NOT NULL,
    trace_parent    text,
    trace_state     text,
    updated_at      timestamptz NOT NULL,
    deadline_at     timestamptz,
    settled_at      timestamptz,
    attempts        integer NOT NULL DEFAULT 0,
    owes_inventory  boolean NOT NULL DEFAULT false,
    owes_payment    boolean NOT NULL DEFAULT false,
    status          text NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'CONFIRMED', 'CANCELLED')),
    inventory       text NOT NULL DEFAULT 'NONE' CHECK (inventory IN ('NONE', 'RESERVED', 'REJECTED', 'RELEASED')),
    payment         text NOT NULL DEFAULT 'NONE' CHECK (payment IN ('NONE', 'CHARGED', 'DECLINED', 'REFUNDED')),
    reason          text
) WITH (fillfactor = 50);

CREATE INDEX orders_by_user ON orders (user_id, id);

-- The orders that are not settled: a partial index on orders.deadline_at, kept by hand, for the reason above. It is as small as the
-- number of sagas in flight. A row is written only under the lock of its order.
CREATE TABLE open_orders (
    order_id    uuid PRIMARY KEY,
    deadline_at timestamptz NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0,
        autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000);

CREATE INDEX open_orders_by_deadline ON open_orders (deadline_at);

-- The timeline: every event that was sent or seen. The event that decided an order carries the outcome, which is how orders are
-- found by status. Source and payload are null where they are no news: the type's own sender, and what the order itself says.
CREATE TABLE order_events (
    order_id    uuid NOT NULL,
    message_id  uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    type        text NOT NULL,
    outcome     text,
    source      text,
    payload     text,
    PRIMARY KEY (order_id, message_id)
);

CREATE INDEX order_events_by_outcome ON order_events (outcome, order_id) WHERE outcome IS NOT NULL;

-- How many orders there are of each kind is the sum of these. Each transaction appends what it changed, so that no two wait for
-- one another, and the monitor sums up what has gathered.
CREATE TABLE order_counts (
    pending   bigint NOT NULL,
    confirmed bigint NOT NULL,
    cancelled bigint NOT NULL,
    unsettled bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);

CREATE TABLE idempotency_keys (
    key          text PRIMARY KEY,
    order_id     uuid NOT NULL,
    created_at   timestamptz NOT NULL,
    request_hash bytea NOT NULL
);

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
