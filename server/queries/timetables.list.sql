select channel_id, from_day, days
from timetables
where service_id = $1
order by channel_id, from_day
