select a.actor, max(a.actor_name) as name
from audit a
where a.chain between $1 and $2
group by a.actor
order by name, a.actor
