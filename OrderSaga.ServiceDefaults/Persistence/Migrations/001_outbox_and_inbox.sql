-- What is owed to the broker. A row goes when the broker has confirmed it.
CREATE TABLE outbox (
    message_id   uuid PRIMARY KEY,
    order_id     uuid NOT NULL,
    type         text NOT NULL,
    payload      text NOT NULL,
    trace_parent text,
    trace_state  text,
    occurred_at  timestamptz NOT NULL,
    -- The sweep leaves young rows to the process that appended them; this clock is the database's, the same for all.
    appended_at  timestamptz NOT NULL DEFAULT now()
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0,
        autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000);

-- What has been handled. UUIDv7 ids are ordered by time, so the key alone finds what is past its retention.
CREATE TABLE inbox (
    message_id uuid PRIMARY KEY
);
