insert into channels (service_id, id, slug, name, noun, kind, first_week, last_week, version)
values ($1, $2, $3, $4, $5, $6, $7, null, 1)
