update editions
set reopened_at = $4, reopened_by = $5, reopened_reason = $6
where service_id = $1 and quarter = $2 and number = $3 and reopened_at is null
