insert into mailings
    (service_id, quarter, edition, person_id, subscription, base, state, at, attempts, claim)
select service_id, $2, $3, person_id, id, $4, 'waiting', $5, 0, ''
from subscriptions
where service_id = $1
