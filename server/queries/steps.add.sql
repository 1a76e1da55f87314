insert into steps (service_id, channel_id, field, week, event_id, name, reason, said_by)
values ($1, $2, $3, $4, $5, $6, $7, $8)
