//! x

/// x
#[derive(Clone, Debug, Default)]
pub struct AboutPage {}

/// x
#[async_trait::async_trait]
pub trait About {}
