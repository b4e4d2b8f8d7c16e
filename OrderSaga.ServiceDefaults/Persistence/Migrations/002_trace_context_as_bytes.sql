-- A W3C traceparent is 55 characters; without its version and dashes it is 25 bytes: trace id, span id, flags.
ALTER TABLE outbox
    ALTER COLUMN trace_parent TYPE bytea
    USING decode(substr(trace_parent, 4, 32) || substr(trace_parent, 37, 16) || substr(trace_parent, 54, 2), 'hex');
