-- What an optimistic batch takes for granted and no constraint of a table holds: cast to this, false fails the transaction with 23514.
CREATE DOMAIN assumption AS boolean CHECK (VALUE);
