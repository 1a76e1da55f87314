-- What a service counts, and what explains its numbers.

create table channels (
    service_id integer not null references services (id),
    id integer not null,
    slug text not null,
    name text not null,
    noun text not null,
    kind text not null,
    first_week date not null,
    last_week date,
    version integer not null,
    primary key (service_id, id),
    unique (service_id, slug)
);

create table timetables (
    service_id integer not null,
    channel_id integer not null,
    from_day date not null,
    days integer not null check (days between 0 and 127),
    primary key (service_id, channel_id, from_day),
    foreign key (service_id, channel_id) references channels (service_id, id)
);

create table collected (
    service_id integer not null,
    channel_id integer not null,
    field integer not null,
    from_week date not null,
    to_week date,
    primary key (service_id, channel_id, field, from_week),
    foreign key (service_id, channel_id) references channels (service_id, id)
);

-- Channel 0 is the whole service, here and in events.
create table closures (
    service_id integer not null references services (id),
    channel_id integer not null,
    from_day date not null,
    to_day date not null,
    reason text not null,
    primary key (service_id, from_day, to_day, channel_id)
);

create table events (
    service_id integer not null references services (id),
    id text not null,
    channel_id integer not null,
    kind text not null,
    name text not null,
    from_day date not null,
    to_day date not null,
    version integer not null,
    primary key (service_id, id)
);

create table definitions (
    service_id integer not null references services (id),
    version integer not null,
    from_week date not null,
    body text not null,
    primary key (service_id, version)
);

-- Who changed a week, and the version that guards it against being overwritten.
create table weeks (
    service_id integer not null references services (id),
    week date not null,
    version integer not null,
    changed_by text not null,
    changed_at timestamp not null,
    first_by text not null,
    first_at timestamp not null,
    primary key (service_id, week)
);

-- Exposure of a channel's week where timetable and closures do not tell; 0 is closed, with a reason.
create table open_days (
    service_id integer not null,
    week date not null,
    channel_id integer not null,
    days integer not null check (days between 0 and 7),
    reason text not null,
    primary key (service_id, week, channel_id),
    foreign key (service_id, channel_id) references channels (service_id, id)
);

create table notes (
    service_id integer not null,
    week date not null,
    channel_id integer not null,
    field integer not null,
    note text not null,
    primary key (service_id, week, channel_id, field),
    foreign key (service_id, channel_id) references channels (service_id, id)
);
