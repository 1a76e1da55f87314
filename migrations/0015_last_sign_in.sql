-- The sign-in before the latest one: who signed in besides oneself shows there.
alter table people add column signed_in_before timestamp;
