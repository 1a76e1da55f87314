insert into attempts (account, day, checks, next_at)
values ($1, $2, 0, $3)
on conflict (account, day) do update set checks = attempts.checks
returning checks, next_at
