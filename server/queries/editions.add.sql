insert into editions (service_id, quarter, number, approved_at, approved_by, head, content)
values ($1, $2, $3, $4, $5, $6, $7)
