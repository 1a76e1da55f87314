//! One channel's trend: its control chart, its changes, and the sentences that say them.
