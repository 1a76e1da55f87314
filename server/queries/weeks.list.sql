select
    w.week, w.version, w.changed_at, w.first_at,
    coalesce(c.name, w.changed_by) as changed_by, coalesce(f.name, w.first_by) as first_by
from weeks w
left join people c on c.id = w.changed_by
left join people f on f.id = w.first_by
where w.service_id = $1 and w.week between $2 and $3
order by w.week
