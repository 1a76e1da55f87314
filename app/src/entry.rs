//! x

/// x
#[derive(Clone, Debug, Default)]
pub struct WeekPage {}

/// x
#[async_trait::async_trait]
pub trait Weeks {}
