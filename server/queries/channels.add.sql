insert into channels (service_id, id, slug, name, noun, kind, first_week, last_week, version, place)
values ($1, $2, $3, $4, $5, $6, $7, null, 1, (
    select coalesce(max(c.place), 0) + 1 from channels c where c.service_id = $1
))
