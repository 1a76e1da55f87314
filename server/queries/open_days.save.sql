insert into open_days (service_id, week, channel_id, days, reason)
values ($1, $2, $3, $4, $5)
on conflict (service_id, week, channel_id)
do update set days = excluded.days, reason = excluded.reason
