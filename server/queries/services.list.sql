select id, slug, name, data_version, 'admin' as role from services order by name, id
