select id, slug, name, noun, kind, first_week, last_week, version
from channels
where service_id = $1
order by place, id
