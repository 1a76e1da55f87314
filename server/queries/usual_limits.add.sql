insert into usual_limits (service_id, channel_id, field, from_week, low, high)
values ($1, $2, $3, $4, $5, $6)
