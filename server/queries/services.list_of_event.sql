select v.name
from people m
join services v on true
left join roles own on own.service_id = v.id and own.person_id = m.id
join audit a on a.chain = v.id and a.object = $2
where m.id = $1 and a.action = 'event.add' and (m.admin or own.role is not null)
order by v.name, v.id
