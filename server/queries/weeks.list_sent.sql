select w.service_id, w.week, w.first_at, a.action
from people m
join services v on true
left join roles own on own.service_id = v.id and own.person_id = m.id
join weeks w on w.service_id = v.id and w.week between $2 and $3
left join audit a
    on a.chain = w.service_id
    and a.object = 'week ' || cast(w.week as text)
    and a.seq = (
        select min(f.seq) from audit f where f.chain = a.chain and f.object = a.object
    )
where m.id = $1 and (m.admin or own.role = 'manager')
order by w.service_id, w.week
