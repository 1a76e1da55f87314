insert into events (service_id, id, channel_id, kind, name, from_day, to_day, version)
values ($1, $2, $3, $4, $5, $6, $7, 1)
