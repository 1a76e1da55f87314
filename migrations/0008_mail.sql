-- Who wants each new edition by mail, and what became of each mail. A subscription is told apart from
-- an earlier one of the same person by its id: a link that stops mail works for its own one only.
create table subscriptions (
    service_id integer not null references services (id),
    person_id text not null references people (id),
    id text not null unique,
    chosen_at timestamp not null,
    primary key (service_id, person_id)
);

-- One row an edition and reader, made with the edition. At is when it is due, or when it was settled.
-- Only the hash of the token in the mail is kept.
create table mailings (
    service_id integer not null,
    quarter date not null,
    edition integer not null,
    person_id text not null references people (id),
    subscription text not null,
    base text not null,
    state text not null check (
        state in ('waiting', 'taken', 'sending', 'sent', 'refused', 'silent', 'unknown', 'ended')
    ),
    at timestamp not null,
    attempts integer not null,
    claim text not null,
    token_hash text unique,
    primary key (service_id, quarter, edition, person_id),
    foreign key (service_id, quarter, edition) references editions (service_id, quarter, number)
);
create index mailings_by_state on mailings (state, at);
create index mailings_by_claim on mailings (claim);
