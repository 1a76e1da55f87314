select
    c.seq, c.hash, p.name, p.active, case when p.admin then 'admin' else r.role end as role,
    (select s.data_version from services s where s.id = c.id) as data_version
from chains c
left join people p on p.id = $2
left join roles r on r.person_id = p.id and r.service_id = c.id
where c.id = $1
