insert into sign_in_rules (id, second_step, version) values (0, $1, 1)
on conflict (id) do update set second_step = excluded.second_step, version = sign_in_rules.version + 1
