insert into collected (service_id, channel_id, field, from_week, to_week)
values ($1, $2, $3, $4, $5)
