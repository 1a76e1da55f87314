select organisation, draft_days, version from installation where id = 1
