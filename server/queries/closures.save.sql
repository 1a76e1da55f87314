insert into closures (service_id, channel_id, from_day, to_day, reason)
values ($1, $2, $3, $4, $5)
on conflict (service_id, from_day, to_day, channel_id) do update set reason = excluded.reason
