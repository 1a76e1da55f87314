-- Links by which somebody without an account reads the published values of one edition. Only the
-- token's hash is kept. Opened is how often, never by whom.
create table links (
    service_id integer not null,
    id text not null,
    quarter date not null,
    edition integer not null,
    token_hash text not null,
    label text not null,
    made_at timestamp not null,
    made_by text not null,
    expires_at timestamp not null,
    revoked_at timestamp,
    revoked_by text,
    opened integer not null,
    primary key (service_id, id),
    unique (token_hash),
    foreign key (service_id, quarter, edition) references editions (service_id, quarter, number)
);
