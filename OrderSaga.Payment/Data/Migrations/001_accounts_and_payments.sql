-- A name is 1 to 64 characters of [A-Za-z0-9._-]; the C collation sorts as the code does and compares bytes.
-- A hot account's row is rewritten with every batch: free space on the page keeps the new versions beside the old (HOT).
CREATE TABLE accounts (
    user_id text COLLATE "C" PRIMARY KEY,
    balance numeric(20, 2) NOT NULL CHECK (balance >= 0),
    charged numeric(20, 2) NOT NULL CHECK (charged >= 0)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- What was decided for each order, and what it takes to give a repeat the same answer.
CREATE TABLE payments (
    order_id uuid PRIMARY KEY,
    status   text NOT NULL CHECK (status IN ('CHARGED', 'DECLINED', 'REFUNDED', 'VOIDED')),
    user_id  text COLLATE "C" NOT NULL,
    amount   numeric NOT NULL CHECK (amount >= 0),
    reason   text,
    CHECK ((amount = 0) = (status = 'VOIDED')),
    CHECK ((reason IS NULL) = (status = 'CHARGED'))
);
