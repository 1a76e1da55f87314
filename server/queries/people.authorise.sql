select p.name, p.active, case when p.admin then 'admin' else r.role end as role
from people p
left join roles r on r.person_id = p.id and r.service_id = $2
where p.id = $1
