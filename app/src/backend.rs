//! Everything a page may ask of the server, one small trait a page file. Holding a `Backend` is the
//! permission: it belongs to one signed-in person.

use crate::about::About;
use crate::account::Accounts;
use crate::approval::Approvals;
use crate::changes::Changes;
use crate::closures::Closures;
use crate::compare::Compare;
use crate::definitions::Definitions;
use crate::entry::Weeks;
use crate::events::Events;
use crate::figures::Figures;
use crate::history::History;
use crate::home::Home;
use crate::line::Lines;
use crate::overview::Overview;
use crate::owed::Owed;
use crate::people::People;
use crate::quarter::Quarters;
use crate::room::Rooms;
use crate::second_step::SecondSteps;
use crate::service_settings::ServiceSettings;
use crate::settings::Settings;
use crate::sharing::Sharing;
use crate::signals::Signals;
use crate::trends::Trends;

/// The product's table of contents.
pub trait Backend:
    Home
    + Weeks
    + Trends
    + Lines
    + Compare
    + Signals
    + Quarters
    + Approvals
    + Rooms
    + Sharing
    + Figures
    + History
    + Changes
    + Closures
    + Owed
    + Overview
    + Events
    + Definitions
    + People
    + Settings
    + ServiceSettings
    + About
    + Accounts
    + SecondSteps
    + Send
    + Sync
{
}

impl<
    T: Home
        + Weeks
        + Trends
        + Lines
        + Compare
        + Signals
        + Quarters
        + Approvals
        + Rooms
        + Sharing
        + Figures
        + History
        + Changes
        + Closures
        + Owed
        + Overview
        + Events
        + Definitions
        + People
        + Settings
        + ServiceSettings
        + About
        + Accounts
        + SecondSteps
        + Send
        + Sync,
> Backend for T
{
}
