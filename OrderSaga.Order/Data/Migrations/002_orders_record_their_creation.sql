-- An order is itself the record of the ORDER_CREATED that announced it: the timeline's first row said only what the order says.
-- The column comes last, and never changes: an update still logs no more than what lies between.
ALTER TABLE orders
    ADD COLUMN message_id uuid,
    ALTER COLUMN trace_parent TYPE bytea
    USING decode(substr(trace_parent, 4, 32) || substr(trace_parent, 37, 16) || substr(trace_parent, 54, 2), 'hex');

WITH first AS (
    DELETE FROM order_events e
    USING (SELECT DISTINCT ON (order_id) order_id, message_id
           FROM order_events
           WHERE type = 'ORDER_CREATED'
           ORDER BY order_id, recorded_at, message_id) f
    WHERE (e.order_id, e.message_id) = (f.order_id, f.message_id)
    RETURNING e.order_id, e.message_id)
UPDATE orders o
SET message_id = first.message_id
FROM first
WHERE o.id = first.order_id;

ALTER TABLE orders ALTER COLUMN message_id SET NOT NULL;

-- No key holds that a message is recorded once: the inbox does, in the same transaction, for as long as it keeps ids.
ALTER TABLE order_events DROP CONSTRAINT order_events_pkey;

CREATE INDEX order_events_by_order ON order_events (order_id);
