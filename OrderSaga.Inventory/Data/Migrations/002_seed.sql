-- Something to order on a first run: plenty, scarce, and a single one.
INSERT INTO stock (item, available, reserved) VALUES
    ('keyboard', 10000, 0),
    ('mouse', 10000, 0),
    ('laptop', 1000, 0),
    ('monitor', 250, 0),
    ('console', 5, 0),
    ('unicorn', 1, 0);
