-- Approved quarters, each edition as it was: its figures and sentences stand in content as JSON and
-- are never changed. The quarter is named by the Monday of its first week. An edition that was not
-- reopened locks the weeks of its quarter.
create table editions (
    service_id integer not null,
    quarter date not null,
    number integer not null,
    approved_at timestamp not null,
    approved_by text not null,
    head text not null,
    content text not null,
    reopened_at timestamp,
    reopened_by text,
    reopened_reason text,
    primary key (service_id, quarter, number),
    foreign key (service_id) references services (id)
);
