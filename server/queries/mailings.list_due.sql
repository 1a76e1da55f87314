select service_id, quarter, edition, person_id, state, claim
from mailings
where state in ('waiting', 'taken', 'sending') and at <= $1
order by at, service_id, quarter, edition, person_id
limit 20
