-- The second step of signing in, and when somebody last showed that it is them.

alter table sessions add column proved_at timestamp;

-- An authenticator app: its secret in base 32, and the last step of its clock that was accepted.
create table second_factors (
    person_id text primary key references people (id),
    secret text not null,
    last_step bigint not null,
    created_at timestamp not null
);

-- SHA-256 of codes for the day the phone is lost. A used one has no row.
create table recovery_codes (
    person_id text not null references people (id),
    code_hash text not null,
    primary key (person_id, code_hash)
);

-- The right password was given, the second step is missing: no session yet.
create table sign_ins (
    token_hash text primary key,
    person_id text not null references people (id),
    enrol boolean not null,
    created_at timestamp not null
);
create index sign_ins_of_person on sign_ins (person_id);

-- Of whom a second step is asked: one row, or none while it is as it was at first (administrators).
create table sign_in_rules (
    id integer primary key,
    second_step text not null check (second_step in ('admins', 'everybody')),
    version integer not null
);
