select p.name, case when p.admin then 'admin' else r.role end as role
from people p
left join roles r on r.person_id = p.id and r.service_id = $1
where p.active and (p.admin or r.role is not null)
order by p.admin, case when r.role = 'manager' then 0 else 1 end, p.name, p.id
