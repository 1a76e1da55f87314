select id, slug, name, year_start, time_zone, version, data_version from services where slug = $1
