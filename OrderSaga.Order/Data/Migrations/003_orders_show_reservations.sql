-- A reservation used to be recorded in the timeline only. From now on the order records it too. Only open orders can lack it.
UPDATE orders o
SET inventory = 'RESERVED'
FROM open_orders p
WHERE p.order_id = o.id
  AND o.inventory = 'NONE'
  AND EXISTS (SELECT FROM order_events e WHERE e.order_id = o.id AND e.type = 'INVENTORY_RESERVED');
