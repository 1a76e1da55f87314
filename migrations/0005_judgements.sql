-- What managers say of a line, which is one field of a channel. A line's row holds which way is good
-- and the version that guards it and its steps; the version is the row of the audit chain that last
-- changed it, so that no later one can look like it.
create table lines (
    service_id integer not null,
    channel_id integer not null,
    field integer not null,
    good text not null check (good in ('neither', 'up', 'down')),
    reason text not null,
    said_by text not null,
    version integer not null,
    primary key (service_id, channel_id, field),
    foreign key (service_id, channel_id) references channels (service_id, id)
);

-- The first weeks of new limits.
create table steps (
    service_id integer not null,
    channel_id integer not null,
    field integer not null,
    week date not null,
    event_id text not null,
    name text not null,
    reason text not null,
    said_by text not null,
    primary key (service_id, channel_id, field, week),
    foreign key (service_id, channel_id) references channels (service_id, id)
);

-- What explains a signal: an event (its id stands in cause), words, or chance.
create table explanations (
    service_id integer not null,
    channel_id integer not null,
    field integer not null,
    signal text not null,
    from_week date not null,
    kind text not null check (kind in ('event', 'words', 'chance')),
    cause text not null,
    said_by text not null,
    version integer not null,
    primary key (service_id, channel_id, field, signal, from_week),
    foreign key (service_id, channel_id) references channels (service_id, id)
);
