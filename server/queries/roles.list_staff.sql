select r.service_id, p.id, p.name, p.email
from people m
join roles r on r.role = 'staff'
join people p on p.id = r.person_id and p.active
left join roles own on own.service_id = r.service_id and own.person_id = m.id
where m.id = $1 and (m.admin or own.role = 'manager')
order by p.name, p.id
