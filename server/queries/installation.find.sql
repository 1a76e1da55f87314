select organisation, draft_days, idle_minutes, life_hours, version from installation where id = 1
