//! Whether the record holds, in words: since when, how many changes, which is the latest, and when each
//! was followed; or exactly which row is wrong, and what to do.

use beforehand::words::number;
use chrono::NaiveDateTime;
use leptos::prelude::*;

use crate::ui;

/// Digits of a hash that are shown.
const DIGITS: usize = 16;
/// What is said while rows are still being followed.
const REST: &str = "The rest is being followed: open this page again in a minute.";
/// Faults that are named; of more only the number is told.
const NAMED: usize = 12;

/// All chains that the page is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Each of them.
    pub chains: Vec<Chain>,
    /// Whether rows are still being followed: what is told is what was found so far.
    pub unfinished: bool,
}

/// One chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// The service's name; "The installation".
    pub name: String,
    /// Where its changes are shown.
    pub to: String,
    /// Its changes.
    pub changes: u64,
    /// When the first was written, in the service's own time.
    pub since: Option<NaiveDateTime>,
    /// The latest one's hash.
    pub head: String,
    /// When it was followed from the first row, in the service's own time; none while it never was.
    pub checked: Option<NaiveDateTime>,
    /// What is wrong: "row 3 was changed after it was written".
    pub problems: Vec<String>,
}

impl Record {
    fn is_broken(&self) -> bool {
        self.chains.iter().any(|chain| !chain.problems.is_empty())
    }

    /// What is told above the changes. `again` is where everything is followed again.
    pub(super) fn view(&self, again: &str) -> AnyView {
        let found = match self.chains.as_slice() {
            _ if self.is_broken() => self.broken(),
            [only] => self.one(only, again),
            _ => self.several(again),
        };
        view! { <section class="record" aria-label="Whether the record holds">{found}</section> }
            .into_any()
    }

    fn one(&self, chain: &Chain, again: &str) -> AnyView {
        let changes = ui::times(chain.changes as usize, "change", "changes");
        let said = match chain.since {
            _ if self.unfinished => format!("{changes} followed so far. {REST}"),
            None => return view! { <p>"Nothing has been recorded yet."</p> }.into_any(),
            Some(since) => format!("{changes} since {}. The record holds.", ui::when(since)),
        };
        view! {
            <p class="lead">{said}</p>
            {self.how(chain.checked, again)}
            <p class="fine">"The latest row’s hash: "<code class="hash">{chain.head.clone()}</code></p>
        }
        .into_any()
    }

    fn several(&self, again: &str) -> AnyView {
        let all: u64 = self.chains.iter().map(|chain| chain.changes).sum();
        let said = if self.unfinished {
            format!("{} changes followed so far. {REST}", number(all))
        } else {
            format!("{} changes. The record of each service holds.", number(all))
        };
        let oldest = self.chains.iter().map(|chain| chain.checked).min().flatten();
        let rows = self.chains.iter().map(row).collect_view();
        let table = view! {
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Record of"</th>
                        <th scope="col" class="n">"Changes"</th>
                        <th scope="col">"Since"</th>
                        <th scope="col">"The latest row’s hash"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        };
        view! {
            <p class="lead">{said}</p>
            {self.how(oldest, again)}
            {ui::as_table("Each record", ui::table_region("Each record", table))}
        }
        .into_any()
    }

    /// What was done to know.
    fn how(&self, checked: Option<NaiveDateTime>, again: &str) -> AnyView {
        let when = checked.filter(|_| !self.unfinished).map(|at| {
            format!("All were last followed from the first at {}; those written since, and those shown here, just now. ", ui::when(at))
        });
        let to = again.to_owned();
        view! {
            <p class="fine">
                "Each row holds the hash of the row before it, so that none can be changed, deleted or moved without breaking the chain. "
                {when}
                <a class="no-print" href=to>"Follow all of them again now"</a>
            </p>
        }
        .into_any()
    }

    fn broken(&self) -> AnyView {
        let several = self.chains.len() > 1;
        let all = self.chains.iter().flat_map(|chain| {
            chain.problems.iter().map(move |why| (several.then(|| chain.name.clone()), why.clone()))
        });
        let all: Vec<_> = all.collect();
        let more = all.len().saturating_sub(NAMED);
        let more =
            (more > 0).then(|| view! { <li>{format!("and {} more", number(more as u64))}</li> });
        let lines = all.into_iter().take(NAMED).map(|(name, why)| {
            let name = name.map(|name| view! { <bdi>{name}</bdi>": " });
            let why = if several { why } else { beforehand::words::capital(&why) };
            view! { <li>{name}{why}"."</li> }
        });
        let lines = lines.collect_view();
        view! {
            <div class="problem-summary" role="alert">
                <h2>"The record does not hold"</h2>
                <ul>{lines}{more}</ul>
                <p>
                    "Somebody changed the database by another way than this program, or the disk is failing. Tell the administrator. Keep a copy of the database as it is, and compare it with the last backup that "
                    <code>"beforehand audit verify"</code>
                    " finds whole. Until then take no number from here that you cannot check."
                </p>
            </div>
        }
        .into_any()
    }
}

// A head is shown whole: it is what somebody notes down.
fn row(chain: &Chain) -> impl IntoView + use<> {
    view! {
        <tr>
            <th scope="row"><a href=chain.to.clone()>{chain.name.clone()}</a></th>
            <td class="n">{number(chain.changes)}</td>
            <td>{chain.since.map(|at| beforehand::week::long_date(at.date()))}</td>
            <td><code class="hash">{chain.head.clone()}</code></td>
        </tr>
    }
}

/// The first digits; all of them stand in the files.
pub(super) fn hash(hash: &str) -> impl IntoView + use<> {
    let short = hash.get(..DIGITS).unwrap_or(hash).to_owned();
    view! { <code class="hash" title=hash.to_owned()>{short}</code> }
}
