-- Links by which somebody sets a password: their first one (join) or a new one (reset). Only the
-- token's hash is kept. Made by is empty where the person asked for it themselves. Mail says what
-- became of the mail that carried it.
create table invitations (
    id text primary key,
    person_id text not null references people (id),
    kind text not null check (kind in ('join', 'reset')),
    token_hash text not null unique,
    made_at timestamp not null,
    made_by text not null,
    expires_at timestamp not null,
    used_at timestamp,
    ended_at timestamp,
    mail text not null check (mail in ('none', 'sending', 'sent', 'refused', 'silent'))
);
create index invitations_of_person on invitations (person_id, made_at);

alter table people add column signed_in_at timestamp;
