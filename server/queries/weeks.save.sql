insert into weeks (service_id, week, version, changed_by, changed_at, first_by, first_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (service_id, week)
do update set
    version = excluded.version,
    changed_by = excluded.changed_by,
    changed_at = excluded.changed_at
where weeks.version = excluded.version - 1
