insert into subscriptions (service_id, person_id, id, chosen_at)
values ($1, $2, $3, $4)
on conflict (service_id, person_id) do nothing
