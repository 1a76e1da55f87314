select max(version) as version from _sqlx_migrations
