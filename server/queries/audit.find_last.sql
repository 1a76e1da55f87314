select actor_name, at
from audit
where object = $1
order by at desc, chain desc, seq desc
limit 1
