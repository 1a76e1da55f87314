select chain, seq, at, actor, actor_name, action, object, before, after, previous, hash
from audit
where chain = $1 and seq > $2
order by seq
limit $3
