//! The installation's own settings: organisation, drafts and sessions. Two forms, one row.
//!
//! Refuses to change anything before it was said what that does.

use app::error::Error;
use app::settings::{Confirm, Done, Next, Typed};
use beforehand::invalid::Invalid;
use beforehand::setting::{SessionTimes, check_draft_days};
use beforehand::setup::check_organisation;

use super::Again;
use crate::backend::{Access, refused};
use crate::session;
use crate::store::{self, Installation, InstallationOrder};

/// What is changed, and what that does.
type Told = (Vec<String>, Vec<String>);

impl Access {
    pub(super) async fn change_installation(&self, typed: Typed) -> Result<Next, Again> {
        let store = &self.house.store;
        let old = store.installation().await.map_err(Error::from)?;
        let new = match read(&typed, &old) {
            Ok(new) => new,
            Err(problems) => return Err(self.settings_wrong(typed, problems).await?),
        };
        if new == old {
            return Ok(Next::Done(Done::Nothing));
        }
        let (change, effect) = self.installation_effect(&old, &new).await?;
        // How many people are signed in is another number each minute: the times are what is confirmed.
        let told: &[String] = if typed.form() == "sessions" { &[] } else { &effect };
        let mark = session::hash(&format!("{new:?} {change:?} {told:?}"));
        if new.version == old.version && typed.get("seen") != Some(mark.as_str()) {
            let title = match typed.form() {
                "sessions" => "Change when sessions end?",
                _ => "Change organisation and drafts?",
            };
            let (title, fields) = (title.to_owned(), typed.kept());
            let confirm = Confirm { title, change, effect, fields, mark };
            return Err(self.settings_ask(typed, confirm).await?);
        }
        let order = InstallationOrder { actor: self.acting(), new, now: self.now.naive_utc() };
        match store.change_installation(order).await {
            Ok(()) => Ok(Next::Done(Done::Saved)),
            Err(store::Refused::Invalid(problems)) => {
                Err(self.settings_wrong(typed, problems).await?)
            }
            Err(store::Refused::Conflict(conflict)) => {
                let said = overtaken(&typed, &conflict.by, &old);
                Err(self.settings_overtaken(typed, old.version, said).await?)
            }
            Err(other) => Err(refused(other).into()),
        }
    }

    async fn installation_effect(
        &self,
        old: &Installation,
        new: &Installation,
    ) -> Result<Told, Error> {
        let (mut change, mut effect) = (Vec::new(), Vec::new());
        if new.organisation != old.organisation {
            let (before, after) = (shown(&old.organisation), shown(&new.organisation));
            change.push(format!("Organisation: {before} becomes {after}."));
            effect.push("The name stands on every page from now on, and on the papers of quarters that are approved from now on. No figure changes, and editions that are approved stay as they are, with the name they had.".to_owned());
        }
        if new.draft_days != old.draft_days {
            let (before, after) = (old.draft_days, new.draft_days);
            change.push(format!("Drafts are kept for {after} days, not {before}."));
            let now = self.now.naive_utc();
            let gone = self.house.store.count_old_drafts(new.draft_days, now).await?;
            let said = match gone {
                0 => "No draft that is kept now is removed by it.".to_owned(),
                1 => {
                    "1 draft that nobody touched for longer is removed within the hour.".to_owned()
                }
                many => format!(
                    "{many} drafts that nobody touched for longer are removed within the hour."
                ),
            };
            effect.push(said);
            effect.push("A draft is in no figure.".to_owned());
        }
        if new.session != old.session {
            change.push(format!("A session ends {}.", new.session.words()));
            effect.extend(self.sessions_effect((old.session, new.session)).await?);
        }
        Ok((change, effect))
    }

    /// Who is signed out by other times.
    async fn sessions_effect(
        &self,
        (old, new): (SessionTimes, SessionTimes),
    ) -> Result<Vec<String>, Error> {
        let now = self.now.naive_utc();
        let (live, ending) = self.house.store.count_sessions((old, new), now).await?;
        let SessionTimes { idle_minutes, life_hours } = new;
        let hours = if life_hours == 1 { "hour" } else { "hours" };
        let sessions = if live == 1 { "session" } else { "sessions" };
        let mut said = vec![format!(
            "Whoever has not clicked for more than {idle_minutes} minutes, or signed in more than {life_hours} {hours} ago, is signed out at once: now {ending} of {live} {sessions}."
        )];
        if new.ended(self.sitting.since, now, now) {
            said.push("Yours is one of them: sign in again after this.".to_owned());
        }
        said.push("What they are typing into a week is kept as a draft, and a form that is sent later comes back after signing in. No figure changes.".to_owned());
        Ok(said)
    }
}

/// The settings as a form asks for them; what the form does not hold stays.
fn read(typed: &Typed, old: &Installation) -> Result<Installation, Vec<Invalid>> {
    let number = |name: &str| typed.text(name).trim().parse().unwrap_or(-1);
    let mut new = Installation { version: typed.version().unwrap_or(old.version), ..old.clone() };
    if typed.form() == "sessions" {
        let times =
            SessionTimes { idle_minutes: number("idle_minutes"), life_hours: number("life_hours") };
        new.session = times.check()?;
        return Ok(new);
    }
    let organisation = check_organisation(typed.text("organisation"));
    match (organisation, check_draft_days(number("draft_days"))) {
        (Ok(organisation), Ok(draft_days)) => Ok(Installation { organisation, draft_days, ..new }),
        (organisation, days) => Err(organisation.err().into_iter().chain(days.err()).collect()),
    }
}

/// What is said when somebody was quicker: who, and what stands.
fn overtaken(typed: &Typed, by: &str, stands: &Installation) -> String {
    let (what, now) = match typed.form() {
        "sessions" => (
            "the installation’s settings",
            format!("a session ends {} now", stands.session.words()),
        ),
        _ => (
            "organisation or drafts",
            format!("they are now {} and {} days", shown(&stands.organisation), stands.draft_days),
        ),
    };
    format!(
        "{by} changed {what} after you opened the form: {now}. Nothing was changed. The form holds what you typed; send it again if it shall stand."
    )
}

fn shown(organisation: &str) -> String {
    if organisation.is_empty() { "no name".to_owned() } else { format!("“{organisation}”") }
}
