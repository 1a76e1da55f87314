//! Whether the history is what was written: every chain followed from its first row to its head, and the
//! witnesses that stand outside the chains: the editions, and heads that somebody noted.
//!
//! Refuses to mend anything. Somebody who can write into the database could cut the end of a chain and
//! its head alike; a head printed on an edition, kept in a backup or noted on paper still tells.

use std::collections::BTreeMap;

use beforehand::quarter::Quarter;
use beforehand::week::Week;
use chrono::{NaiveDate, NaiveDateTime};
use serde::Deserialize;
use sqlx::FromRow;

use super::chain::Walk;
use super::editions::sha256;
use super::line::{Line, on, task};
use super::{AuditRow, Store, StoreError, audit, queries};

/// Rows read at a time.
const AT_ONCE: i64 = 1_000;
/// Digits of a hash that are enough to look for it.
pub const ENOUGH_DIGITS: usize = 8;

/// A chain, followed from end to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainReport {
    /// Its number: the service's, 0 for the installation.
    pub chain: i32,
    /// The service's short name; `installation`.
    pub name: String,
    /// How far it goes and what its rows say.
    pub walk: Walk,
    /// Everything that is wrong, as sentences without an end: "row 3 was changed after …".
    pub problems: Vec<String>,
}

/// A head that somebody noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// Its chain, where that was noted.
    pub chain: Option<i32>,
    /// Its row's number, where that was noted.
    pub seq: Option<i64>,
    /// The first digits of its hash, or all of them.
    pub hash: String,
}

/// Where a noted head was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The chain's name.
    pub name: String,
    /// The row.
    pub seq: i64,
    /// When it was written, UTC.
    pub at: NaiveDateTime,
    /// Rows written since.
    pub since: i64,
}

/// What verifying came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Each chain.
    pub chains: Vec<ChainReport>,
    /// Where each noted head stands; none where it stands nowhere any more.
    pub noted: Vec<Option<Place>>,
}

impl Verified {
    /// Everything that is wrong with the chains, as sentences.
    pub fn problems(&self) -> Vec<String> {
        let said = |one: &ChainReport| {
            let name = title(&one.name);
            let said = one.problems.iter();
            said.map(|why| format!("The history of {name} does not hold: {why}."))
                .collect::<Vec<_>>()
        };
        self.chains.iter().flat_map(said).collect()
    }
}

fn title(name: &str) -> String {
    if name == INSTALLATION { "the installation".to_owned() } else { format!("\"{name}\"") }
}

const INSTALLATION: &str = "installation";

impl Store {
    /// Follows every chain, or that of one service, and looks for the noted heads in them.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn verify(
        &self,
        only: Option<i32>,
        noted: Vec<Noted>,
    ) -> Result<Verified, StoreError> {
        let store = self.clone();
        let services = self.list_services().await?.into_iter();
        let services: Vec<_> = services.map(|service| (service.id, service.slug)).collect();
        task(async move {
            let mut tx = store.snapshot().await?;
            let found = verify(&mut tx.line(), services, only, &noted).await;
            tx.rollback().await?;
            found
        })
        .await
    }

    /// Follows chains on from where they were followed before, to their heads: from the first row where
    /// that place is not what it was. With each what is wrong with it.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn follow(
        &self,
        chains: Vec<(i32, Walk)>,
    ) -> Result<Vec<(i32, Walk, Vec<String>)>, StoreError> {
        let store = self.clone();
        task(async move {
            let mut tx = store.snapshot().await?;
            let heads = heads(&mut tx.line()).await?;
            let mut followed = Vec::with_capacity(chains.len());
            for (chain, walk) in chains {
                let line = &mut tx.line();
                let there = audit::find(line, chain, walk.seq).await?;
                let same = there.is_some_and(|row| row.hash == walk.hash && row.is_sound());
                let mut walk = if same { walk } else { Walk::default() };
                follow(line, chain, &mut walk, |_| {}).await?;
                let problems = problems(&walk, heads.iter().find(|(id, _, _)| *id == chain));
                followed.push((chain, walk, problems));
            }
            tx.rollback().await?;
            Ok(followed)
        })
        .await
    }
}

/// Each chain's number, its last row and that row's hash.
pub(super) async fn heads(line: &mut Line<'_>) -> Result<Vec<(i32, i64, String)>, StoreError> {
    Ok(on!(line, c => sqlx::query_as(queries::CHAINS_LIST).fetch_all(c).await?))
}

async fn verify(
    line: &mut Line<'_>,
    services: Vec<(i32, String)>,
    only: Option<i32>,
    noted: &[Noted],
) -> Result<Verified, StoreError> {
    let heads = heads(line).await?;
    let mut names = BTreeMap::from([(0, INSTALLATION.to_owned())]);
    names.extend(services);
    // Chains without a head, or without a service, are followed too.
    for chain in heads.iter().map(|(id, _, _)| *id).chain(strays(line).await?) {
        names.entry(chain).or_insert_with(|| format!("chain {chain}"));
    }
    let mut verified = Verified { noted: vec![None; noted.len()], ..Verified::default() };
    for (chain, name) in names.into_iter().filter(|(id, _)| only.is_none_or(|own| own == *id)) {
        let mut walk = Walk::default();
        let (mut approvals, mut places) = (BTreeMap::new(), Vec::new());
        follow(line, chain, &mut walk, |row| {
            if row.action == "quarter.approve" {
                approvals.insert(row.hash.clone(), (row.object.clone(), row.after.clone()));
            } else if row.action == "demo.remove" {
                approvals.clear();
            }
            let meant = noted.iter().enumerate().filter(|(_, one)| is_meant(one, row));
            places.extend(meant.map(|(n, _)| (n, row.seq, row.at)));
        })
        .await?;
        let mut problems = problems(&walk, heads.iter().find(|(id, _, _)| *id == chain));
        problems.extend(editions(line, chain, approvals).await?);
        for (n, seq, at) in places {
            let place = Place { name: name.clone(), seq, at, since: walk.seq - seq };
            verified.noted[n].get_or_insert(place);
        }
        verified.chains.push(ChainReport { chain, name, walk, problems });
    }
    Ok(verified)
}

fn is_meant(noted: &Noted, row: &AuditRow) -> bool {
    row.hash.starts_with(&noted.hash)
        && noted.chain.is_none_or(|chain| chain == row.chain)
        && noted.seq.is_none_or(|seq| seq == row.seq)
}

async fn follow(
    line: &mut Line<'_>,
    chain: i32,
    walk: &mut Walk,
    mut look: impl FnMut(&AuditRow),
) -> Result<(), StoreError> {
    let mut after = (walk.rows > 0).then_some(walk.seq);
    loop {
        let rows = audit::list_after(line, chain, after, AT_ONCE).await?;
        rows.iter().for_each(&mut look);
        walk.follow(&rows);
        after = rows.last().map(|row| row.seq).or(after);
        if rows.len() < AT_ONCE as usize {
            return Ok(());
        }
    }
}

fn problems(walk: &Walk, head: Option<&(i32, i64, String)>) -> Vec<String> {
    let end = match head {
        Some((_, seq, hash)) => walk.end(*seq, hash).map(|fault| fault.to_string()),
        None => Some("its head is missing: nothing says where it must end".to_owned()),
    };
    let mut said: Vec<_> = walk.faults.iter().map(ToString::to_string).collect();
    if walk.more > 0 {
        said.push(format!("{} more rows do not fit", walk.more));
    }
    said.extend(end);
    said
}

/// Chains that have rows and no head.
async fn strays(line: &mut Line<'_>) -> Result<Vec<i32>, StoreError> {
    Ok(on!(line, c => sqlx::query_scalar(queries::AUDIT_LIST_STRAYS).fetch_all(c).await?))
}

#[derive(FromRow)]
struct Sealed {
    quarter: NaiveDate,
    number: i32,
    head: String,
    content: String,
}

/// What the row of an approval says of its edition.
#[derive(Deserialize)]
struct Seal {
    edition: i32,
    sha256: String,
}

fn months(day: NaiveDate) -> String {
    Quarter::of(Week::containing(day)).months()
}

/// Each edition names the row that approved it, and that row the edition's content.
async fn editions(
    line: &mut Line<'_>,
    service: i32,
    mut approvals: BTreeMap<String, (String, String)>,
) -> Result<Vec<String>, StoreError> {
    let sealed: Vec<Sealed> = on!(line, c => {
        sqlx::query_as(queries::EDITIONS_LIST_SEALED).bind(service).fetch_all(c).await?
    });
    let mut problems = Vec::new();
    for one in sealed {
        let which = format!("edition {} of {}", one.number, months(one.quarter));
        let Some((object, after)) = approvals.remove(&one.head) else {
            problems.push(format!("{which} names a row that is not there any more"));
            continue;
        };
        let seal: Option<Seal> = serde_json::from_str(&after).ok();
        let same = object == format!("quarter {}", one.quarter)
            && seal.is_some_and(|seal| {
                (seal.edition, &seal.sha256) == (one.number, &sha256(&one.content))
            });
        if !same {
            problems.push(format!("{which} is not what was approved: it was changed since"));
        }
    }
    for (object, after) in approvals.into_values() {
        let seal: Option<Seal> = serde_json::from_str(&after).ok();
        let number = seal.map_or(String::new(), |seal| format!(" {}", seal.edition));
        let day = object.strip_prefix("quarter ").and_then(|day| day.parse().ok());
        let which = day.map_or(object.clone(), months);
        problems.push(format!("edition{number} of {which} was approved and is not there"));
    }
    Ok(problems)
}
