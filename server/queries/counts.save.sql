insert into counts (service_id, week, channel_id, field, count)
values ($1, $2, $3, $4, $5)
on conflict (service_id, week, channel_id, field) do update set count = excluded.count
