select
    a.chain, a.seq, a.at, a.actor, a.actor_name, a.action, a.object, a.before, a.after,
    a.previous, a.hash, f.total
from (
    select m.chain, m.seq, count(*) over () as total
    from audit m
    where
        ($1 = '' or m.actor = $1)
        and ($2 = '' or $2 like '% ' || m.action || ' %')
        and ($3 = '' or m.object = $3)
        and m.at >= $4
        and m.at < $5
        and m.chain = $8
    order by m.seq desc
    limit $6 offset $7
) f
join audit a on a.chain = f.chain and a.seq = f.seq
order by a.seq desc
