-- What is usual for a field of a channel in a normal week, where it was set. Without a row it is worked
-- out from the weeks before.
create table usual_limits (
    service_id integer not null,
    channel_id integer not null,
    field integer not null,
    from_week date not null,
    low integer not null,
    high integer not null,
    primary key (service_id, channel_id, field),
    check (low < high),
    foreign key (service_id, channel_id) references channels (service_id, id)
);

-- When a session ends: minutes without a click, and hours in all.
alter table installation add column idle_minutes integer not null default 30
    check (idle_minutes between 5 and 30);
alter table installation add column life_hours integer not null default 12
    check (life_hours between 1 and 12);

-- Changes of all chains by the clock: everything that they are looked for by, so that what was changed
-- is read of those shown alone.
create index audit_by_time on audit (at, chain, seq, actor, actor_name, action, object);
-- Everybody who made a change, in one chain or in all.
create index audit_by_actor on audit (chain, actor, actor_name);
