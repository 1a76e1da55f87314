-- What holds for the whole installation. One row, made when it is set up or first changed.
create table installation (
    id integer primary key check (id = 1),
    organisation text not null,
    draft_days integer not null,
    version integer not null
);

-- The code that lets the first administrator in: its hash, until it was used.
create table setup_codes (
    id integer primary key check (id = 1),
    hash text not null,
    made_at timestamp not null
);

-- Channels are shown by place, and in the order they were added where nobody chose one.
alter table channels add column place integer not null default 0;

-- Invented figures to look around in, beside real ones: can be removed as a whole.
alter table services add column demo boolean not null default false;
