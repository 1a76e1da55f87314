select week, channel_id, field, count from counts
where service_id = $1 and week between $2 and $3 and field in ($4, $5, $6)
order by week, channel_id, field
