select subscriptions.id, services.name
from mailings
join subscriptions on subscriptions.id = mailings.subscription
join services on services.id = subscriptions.service_id
where mailings.token_hash = $1
