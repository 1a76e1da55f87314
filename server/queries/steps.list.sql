select channel_id, field, week, event_id, name, reason, said_by
from steps
where service_id = $1
order by channel_id, field, week
