-- Backups by the clock: one row a slot (the moment from which it was due), so that servers which share
-- a database make one. At is when it was begun, or when it ended. Rows stay behind in copies.
create table backups (
    slot timestamp not null primary key,
    state text not null check (state in ('running', 'made', 'failed')),
    at timestamp not null,
    claim text not null,
    told text not null
);
