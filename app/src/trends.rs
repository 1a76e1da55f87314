//! x

/// x
#[derive(Clone, Debug, Default)]
pub struct TrendsPage {}

/// x
#[async_trait::async_trait]
pub trait Trends {}
