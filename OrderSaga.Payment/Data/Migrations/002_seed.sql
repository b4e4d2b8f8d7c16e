-- Someone to pay on a first run: three with plenty, and one who is poor.
INSERT INTO accounts (user_id, balance, charged) VALUES
    ('alice', 100000, 0),
    ('bob', 25000, 0),
    ('carol', 5000, 0),
    ('poor-pete', 5, 0);
