insert into lines (service_id, channel_id, field, good, reason, said_by, version)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (service_id, channel_id, field) do update
set good = excluded.good, reason = excluded.reason, said_by = excluded.said_by,
    version = excluded.version
