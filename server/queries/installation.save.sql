insert into installation (id, organisation, draft_days, version)
values (1, $1, $2, $3)
on conflict (id)
do update set
    organisation = excluded.organisation,
    draft_days = excluded.draft_days,
    version = excluded.version
