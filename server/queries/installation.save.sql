insert into installation (id, organisation, draft_days, idle_minutes, life_hours, version)
values (1, $1, $2, $3, $4, $5)
on conflict (id)
do update set
    organisation = excluded.organisation,
    draft_days = excluded.draft_days,
    idle_minutes = excluded.idle_minutes,
    life_hours = excluded.life_hours,
    version = excluded.version
