//! `beforehand audit verify`.

use std::path::PathBuf;

use beforehand::words::number;
use clap::{Args, Subcommand};

use super::{Failure, Place, find_service, out};
use crate::backup;
use crate::store::{ENOUGH_DIGITS, Make, Noted, Store, Verified};

/// The record of changes.
#[derive(Subcommand)]
pub enum Audit {
    /// Verify that no row of the record was changed, deleted, moved or put in.
    Verify(Verify),
}

/// Verify that no row of the record was changed, deleted, moved or put in.
#[derive(Args)]
#[command(after_help = "\
Examples:
  beforehand audit verify --data /var/lib/beforehand
  beforehand audit verify --data d --service north --head 3f2a9c41d07b5e88
  beforehand audit verify --data d --backup /mnt/backups/beforehand-2026-11-30T093000Z

Works while the server runs. Each chain is followed from its first row: every hash is worked out
again, no number may be missing, and the last row must be the noted head. Each edition must be the
one that its row approved. What was cut off together with its head cannot be seen from inside: name
a head that was printed on an edition or noted elsewhere, or a backup made before.")]
pub struct Verify {
    #[command(flatten)]
    place: Place,
    /// Only the record of this service.
    #[arg(long, value_name = "SLUG")]
    service: Option<String>,
    /// A head that was noted: its hash, or the first 8 digits of it or more.
    #[arg(long, value_name = "HASH", value_parser = digits)]
    head: Vec<String>,
    /// A backup whose heads must still be there: its folder.
    #[arg(long, value_name = "DIR")]
    backup: Option<PathBuf>,
}

fn digits(text: &str) -> Result<String, String> {
    let text = text.trim().to_lowercase();
    let hexadecimal = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if hexadecimal && (ENOUGH_DIGITS..=64).contains(&text.len()) {
        return Ok(text);
    }
    Err(format!("Give the hash as it was noted: {ENOUGH_DIGITS} to 64 of 0 to 9 and a to f."))
}

impl Audit {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let Self::Verify(verify) = self;
        verify.run().await
    }
}

impl Verify {
    async fn run(self) -> Result<(), Failure> {
        let store = self.place.open(Make::Never).await?;
        let verified = self.verify(&store).await;
        store.close().await;
        let (verified, noted) = verified?;
        tell(&verified)?;
        let mut problems = verified.problems();
        for (noted, place) in noted.iter().zip(&verified.noted) {
            let hash = short(&noted.hash);
            match place {
                Some(place) => out::line(format_args!(
                    "{hash}: row {} of {}, written {} UTC; {} since",
                    number(place.seq.unsigned_abs()),
                    place.name,
                    place.at.format("%Y-%m-%d %H:%M"),
                    number(place.since.unsigned_abs()),
                ))?,
                None => problems.push(format!(
                    "The head {hash} is in no chain: the history was cut off or written anew after it was noted, or it was noted wrongly."
                )),
            }
        }
        if problems.is_empty() {
            return out::line("The history is whole.");
        }
        Err(Failure::failed(format!(
            "The history is not what was written:\n  {}\nKeep a copy of the database as it is, and compare it with the last backup that verifies (docs/audit.md).",
            problems.join("\n  ")
        )))
    }

    async fn verify(&self, store: &Store) -> Result<(Verified, Vec<Noted>), Failure> {
        let only = match &self.service {
            Some(slug) => Some(find_service(store, slug).await?.id),
            None => None,
        };
        let heads = self.head.iter().cloned();
        let mut noted: Vec<_> = heads.map(|hash| Noted { chain: None, seq: None, hash }).collect();
        if let Some(folder) = &self.backup {
            let heads = backup::manifest(folder)?.heads.into_iter();
            let heads =
                heads.filter(|(chain, seq, _)| *seq > 0 && only.is_none_or(|own| own == *chain));
            noted.extend(heads.map(|(chain, seq, hash)| Noted {
                chain: Some(chain),
                seq: Some(seq),
                hash,
            }));
        }
        Ok((store.verify(only, noted.clone()).await?, noted))
    }
}

/// A line for each chain.
pub fn tell(verified: &Verified) -> Result<(), Failure> {
    for one in &verified.chains {
        let changes = number(one.walk.rows);
        let name = &one.name;
        match (one.problems.len(), one.walk.since) {
            (0, Some(since)) => out::line(format_args!(
                "{name}: {changes} changes since {}, chain whole, head {}",
                since.format("%Y-%m-%d"),
                one.walk.hash
            ))?,
            (0, None) => out::line(format_args!("{name}: {changes} changes, chain whole"))?,
            (wrong, _) => out::line(format_args!(
                "{name}: {changes} changes, the chain does not hold ({wrong} faults)"
            ))?,
        }
    }
    Ok(())
}

fn short(hash: &str) -> &str {
    hash.get(..16).unwrap_or(hash)
}
