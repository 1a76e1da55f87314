-- Written over another turn than the one that was seen, its turn becomes null, which is refused.
insert into drafts (service_id, week, person_id, version, turn, typed, saved_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (service_id, week, person_id)
do update set
    version = excluded.version,
    turn = case drafts.turn when $8 then excluded.turn end,
    typed = excluded.typed,
    saved_at = excluded.saved_at
