select links.edition, editions.approved_at, links.expires_at, editions.published
from links
join editions
    on editions.service_id = links.service_id
    and editions.quarter = links.quarter
    and editions.number = links.edition
where links.token_hash = $1 and links.revoked_at is null and links.expires_at > $2
