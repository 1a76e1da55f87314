insert into roles (service_id, person_id, role)
values ($1, $2, $3)
on conflict (service_id, person_id) do update set role = excluded.role
