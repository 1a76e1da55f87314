select channel_id, field, signal, from_week, kind, cause, said_by, version
from explanations
where service_id = $1
order by channel_id, field, from_week, signal
