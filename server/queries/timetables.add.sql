insert into timetables (service_id, channel_id, from_day, days) values ($1, $2, $3, $4)
