select chain, seq, at, actor, actor_name, action, object, before, after, previous, hash
from audit
where
    chain = $1
    and action in (
        'channel.add', 'channel.save', 'channel.collect', 'closure.save', 'closure.remove',
        'event.add', 'event.save', 'event.remove'
    )
order by seq
