select
    s.data_version, w.week, w.version, w.changed_at, w.first_at,
    coalesce(c.name, w.changed_by) as changed_by, coalesce(f.name, w.first_by) as first_by
from services s
left join weeks w on w.service_id = s.id and w.week between $2 and $3
left join people c on c.id = w.changed_by
left join people f on f.id = w.first_by
where s.id = $1
order by w.week
