select v.id, v.slug, v.name, v.data_version, case when p.admin then 'admin' else r.role end as role
from services v
join people p on p.id = $1
left join roles r on r.service_id = v.id and r.person_id = p.id
where p.admin or r.role is not null
order by v.name, v.id
