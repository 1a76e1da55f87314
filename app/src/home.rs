//! x

/// x
#[derive(Clone, Debug, Default)]
pub struct HomePage {}

/// x
#[async_trait::async_trait]
pub trait Home {}
