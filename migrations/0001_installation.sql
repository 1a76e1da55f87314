-- People, what they may do, and what they did.

create table people (
    id text primary key,
    email text not null unique,
    name text not null,
    admin boolean not null,
    active boolean not null,
    password text,
    version integer not null,
    created_at timestamp not null
);

create table services (
    id integer primary key,
    slug text not null unique,
    name text not null,
    year_start integer not null,
    time_zone text not null,
    version integer not null,
    data_version bigint not null
);

create table roles (
    service_id integer not null references services (id),
    person_id text not null references people (id),
    role text not null check (role in ('staff', 'manager', 'trustee')),
    primary key (service_id, person_id)
);
create index roles_of_person on roles (person_id);

create table sessions (
    token_hash text primary key,
    person_id text not null references people (id),
    created_at timestamp not null,
    seen_at timestamp not null
);
create index sessions_of_person on sessions (person_id);

create table attempts (
    account text not null,
    day date not null,
    checks integer not null,
    next_at timestamp not null,
    primary key (account, day)
);

-- The head of each audit chain: one a service, 0 for the installation. Locking this row is what
-- makes writers of one service wait for each other.
create table chains (
    id integer primary key,
    seq bigint not null,
    hash text not null
);
insert into chains (id, seq, hash) values (0, 0, '');

create table audit (
    chain integer not null references chains (id),
    seq bigint not null,
    at timestamp not null,
    actor text not null,
    actor_name text not null,
    action text not null,
    object text not null,
    before text not null,
    after text not null,
    previous text not null,
    hash text not null,
    primary key (chain, seq)
);
create index audit_of_object on audit (chain, object, seq);

create table receipts (
    person text not null,
    key text not null,
    digest text not null,
    at timestamp not null,
    answer text not null,
    primary key (person, key, digest)
);
create index receipts_by_age on receipts (at);
