//! Everything a page may ask of the server, one small trait a page file. Holding a `Backend` is the
//! permission: it belongs to one signed-in person.

use crate::about::About;
use crate::closures::Closures;
use crate::entry::Weeks;
use crate::figures::Figures;
use crate::history::History;
use crate::home::Home;
use crate::owed::Owed;
use crate::quarter::Quarters;
use crate::signals::Signals;
use crate::trends::Trends;

/// The product's table of contents.
pub trait Backend:
    Home
    + Weeks
    + Trends
    + Signals
    + Quarters
    + Figures
    + History
    + Closures
    + Owed
    + About
    + Send
    + Sync
{
}

impl<
    T: Home
        + Weeks
        + Trends
        + Signals
        + Quarters
        + Figures
        + History
        + Closures
        + Owed
        + About
        + Send
        + Sync,
> Backend for T
{
}
