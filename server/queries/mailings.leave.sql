update mailings
set state = 'unknown', claim = ''
where state in ('waiting', 'taken', 'sending')
