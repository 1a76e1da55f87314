-- Signing in with an OpenID provider, such as Microsoft 365 or Google. Who somebody is there stands in
-- issuer and subject, which the provider gives to nobody else; a mail address it may.
create table provider_links (
    person_id text not null primary key references people (id),
    issuer text not null,
    subject text not null,
    linked_at timestamp not null,
    unique (issuer, subject)
);

-- Ways to the provider and back that were begun in some browser, by the hash of its token: one use each.
-- Next is where it goes on; again is the person who shall show once more who they are, or empty.
create table provider_tries (
    token_hash text not null primary key,
    next text not null,
    again text not null,
    created_at timestamp not null
);
