delete from subscriptions
where person_id = $1 and (service_id = $2 or $2 = 0)
