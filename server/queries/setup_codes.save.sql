insert into setup_codes (id, hash, made_at)
values (1, $1, $2)
on conflict (id) do update set hash = excluded.hash, made_at = excluded.made_at
