select id, channel_id, kind, name, from_day, to_day, version
from events
where service_id = $1
order by from_day, id
