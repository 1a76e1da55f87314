select attempts, state from mailings where claim = $1 and state in ('taken', 'sending')
