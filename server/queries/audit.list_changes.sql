select
    a.chain, a.seq, a.at, a.actor, a.actor_name, a.action, a.object, a.before, a.after,
    a.previous, a.hash, f.total
from (
    select m.chain, m.seq, count(*) over () as total
    from audit m
    where
        m.chain between $1 and $2
        and ($3 = '' or m.actor = $3)
        and ($4 = '' or $4 like '% ' || m.action || ' %')
        and ($5 = '' or m.object = $5)
        and m.at >= $6
        and m.at < $7
    order by case when $1 < $2 then m.at end desc, m.chain desc, m.seq desc
    limit $8 offset $9
) f
join audit a on a.chain = f.chain and a.seq = f.seq
order by case when $1 < $2 then a.at end desc, a.chain desc, a.seq desc
