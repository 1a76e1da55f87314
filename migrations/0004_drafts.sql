-- What people typed into weeks and have not submitted: text, one draft a person and week. It counts
-- nowhere, and no history is kept of it.
create table drafts (
    service_id integer not null references services (id),
    week date not null,
    person_id text not null references people (id),
    version integer not null,
    turn bigint not null,
    typed text not null,
    saved_at timestamp not null,
    primary key (service_id, week, person_id)
);
