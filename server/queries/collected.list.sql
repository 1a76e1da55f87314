select channel_id, field, from_week, to_week
from collected
where service_id = $1
order by channel_id, field, from_week
