select
    p.id as person_id, p.name as person_name, p.admin, p.active, s.created_at, s.seen_at, s.proved_at,
    v.id as service_id, v.slug, v.name as service_name, v.data_version, v.time_zone, v.demo,
    case when p.admin then 'admin' else r.role end as role,
    i.organisation, i.idle_minutes, i.life_hours
from sessions s
join people p on p.id = s.person_id
left join services v on v.slug = $2
left join roles r on r.service_id = v.id and r.person_id = p.id
left join installation i on i.id = 1
where s.token_hash = $1
