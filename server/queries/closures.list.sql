select channel_id, from_day, to_day, reason
from closures
where service_id = $1
order by from_day, to_day, channel_id
