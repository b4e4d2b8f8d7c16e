-- The domain of migration 003: no statement uses it any more.
DROP DOMAIN assumption;
