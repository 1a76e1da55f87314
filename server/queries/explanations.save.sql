insert into explanations (
    service_id, channel_id, field, signal, from_week, kind, cause, said_by, version
)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (service_id, channel_id, field, signal, from_week) do update
set kind = excluded.kind, cause = excluded.cause, said_by = excluded.said_by,
    version = excluded.version
