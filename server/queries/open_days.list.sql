select week, channel_id, days, reason
from open_days
where service_id = $1 and week between $2 and $3
order by week, channel_id
