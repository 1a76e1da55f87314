insert into drafts (service_id, week, person_id, version, turn, typed, saved_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (service_id, week, person_id)
do update set
    version = excluded.version,
    turn = excluded.turn,
    typed = excluded.typed,
    saved_at = excluded.saved_at
where drafts.turn = $8
