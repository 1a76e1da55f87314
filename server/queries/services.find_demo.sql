select id, slug, name from services where demo
