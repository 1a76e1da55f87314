-- Written over another version than the one before, its version becomes null, which is refused.
insert into weeks (service_id, week, version, changed_by, changed_at, first_by, first_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (service_id, week)
do update set
    version = case weeks.version when excluded.version - 1 then excluded.version end,
    changed_by = excluded.changed_by,
    changed_at = excluded.changed_at
