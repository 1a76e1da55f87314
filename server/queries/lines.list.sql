select channel_id, field, good, reason, said_by, version
from lines
where service_id = $1
order by channel_id, field
