select a.chain, a.seq, a.at, a.actor, a.actor_name, a.action, a.object, a.before, a.after,
    a.previous, a.hash
from events e
join audit a on a.chain = e.service_id and a.object = 'event ' || e.id
where e.service_id = $1
order by a.seq
