insert into notes (service_id, week, channel_id, field, note)
values ($1, $2, $3, $4, $5)
on conflict (service_id, week, channel_id, field) do update set note = excluded.note
