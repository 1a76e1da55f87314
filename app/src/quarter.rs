//! x

/// x
#[derive(Clone, Debug, Default)]
pub struct QuarterPage {}

/// x
#[async_trait::async_trait]
pub trait Quarters {}
