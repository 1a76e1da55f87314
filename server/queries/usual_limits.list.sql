select channel_id, field, from_week, low, high
from usual_limits
where service_id = $1
order by channel_id, field
