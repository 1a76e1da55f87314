select
    p.name, p.active, case when p.admin then 'admin' else r.role end as role,
    (select s.data_version from services s where s.id = $2) as data_version
from people p
left join roles r on r.person_id = p.id and r.service_id = $2
where p.id = $1
