insert into services (id, slug, name, year_start, time_zone, version, data_version, demo)
values ($1, $2, $3, $4, $5, 1, 1, $6)
