select
    a.chain, a.seq, a.at, a.actor, a.actor_name, a.action, a.object, a.before, a.after,
    a.previous, a.hash, f.total
from (
    select
        m.chain, m.seq, (
            select count(*)
            from audit n
            where
                ($1 = '' or n.actor = $1)
                and ($2 = '' or $2 like '% ' || n.action || ' %')
                and ($3 = '' or n.object = $3)
                and n.at >= $4
                and n.at < $5
        ) as total
    from audit m
    where
        ($1 = '' or m.actor = $1)
        and ($2 = '' or $2 like '% ' || m.action || ' %')
        and ($3 = '' or m.object = $3)
        and m.at >= $4
        and m.at < $5
    order by m.at desc, m.chain desc, m.seq desc
    limit $6 offset $7
) f
join audit a on a.chain = f.chain and a.seq = f.seq
order by a.at desc, a.chain desc, a.seq desc
