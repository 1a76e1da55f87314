-- The counts, and nothing but counts: a figure that is not one has no row.
create table counts (
    service_id integer not null,
    week date not null,
    channel_id integer not null,
    field integer not null,
    count integer not null check (count >= 0),
    primary key (service_id, week, channel_id, field),
    foreign key (service_id, channel_id) references channels (service_id, id)
);
