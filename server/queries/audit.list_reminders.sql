select a.chain, a.seq, a.at, a.actor, a.actor_name, a.action, a.object, a.before, a.after,
    a.previous, a.hash
from people m
join services v on true
left join roles own on own.service_id = v.id and own.person_id = m.id
join audit a
    on a.chain = v.id
    and a.object = 'reminder'
    and a.seq = (
        select max(l.seq) from audit l where l.chain = v.id and l.object = 'reminder'
    )
where m.id = $1 and (m.admin or own.role = 'manager')
order by a.chain
