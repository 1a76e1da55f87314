//! The installation's settings, and their way to the write door.
//!
//! Refuses to show a mail password, and to change anything before it was said what that does.

mod handlers;

use app::ServiceLink;
use app::error::Error;
use app::settings::{Confirm, Demo, Done, Next, Refused, Settings, SettingsPage, Typed};
use beforehand::invalid::Invalid;
use beforehand::quarter::YearStart;
use beforehand::setup::{check_slug, named};

use super::{Access, refused};
use crate::mail::{Mail, Unsent};
use crate::session::{self, IDLE_MINUTES, LIFE_HOURS};
use crate::store::{self, Actor, Installation, InstallationOrder, NewService};
use crate::{clock, demo};

pub use handlers::{change, show};

type Again = Refused<SettingsPage>;

#[async_trait::async_trait]
impl Settings for Access {
    async fn settings(&self, typed: Typed, done: Option<Done>) -> Result<SettingsPage, Error> {
        let store = &self.house.store;
        let Installation { organisation, draft_days, version } = store.installation().await?;
        let mut services = Vec::new();
        for one in store.list_services_of(&self.person.id).await? {
            let channels = store.find_service(&one.slug).await?.map_or(0, |own| own.channels.len());
            services.push((ServiceLink { slug: one.slug, name: one.name }, channels));
        }
        let demo = match store.find_invented_service().await? {
            _ if self.house.site.demo => Demo::Whole,
            Some((_, slug, name)) => Demo::Loaded(ServiceLink { slug, name }),
            None => Demo::Absent,
        };
        let mail = self.house.site.mail.as_ref();
        Ok(SettingsPage {
            organisation,
            draft_days,
            version,
            services,
            mail: mail.map(|mailer| (mailer.server().to_owned(), mailer.sender())),
            session: (IDLE_MINUTES, LIFE_HOURS),
            demo,
            confirm: None,
            typed,
            problems: Vec::new(),
            done,
        })
    }

    async fn change_settings(&self, typed: Typed) -> Result<Next, Again> {
        match typed.form() {
            "installation" => self.change_installation(typed).await,
            "service" => self.add_service(typed).await,
            "mail" => self.send_test(typed).await,
            "demo" => self.load_demo(typed).await,
            "no-demo" => self.remove_demo(typed).await,
            _ => Err(self
                .settings_wrong(typed, vec![Invalid::new("", "Use one of the forms below.")])
                .await?),
        }
    }
}

impl Access {
    fn acting(&self) -> Actor {
        Actor::Person(self.person.id.clone())
    }

    async fn change_installation(&self, typed: Typed) -> Result<Next, Again> {
        let store = &self.house.store;
        let old = store.installation().await.map_err(Error::from)?;
        let new = match read(&typed, old.version) {
            Ok(new) => new,
            Err(problems) => return Err(self.settings_wrong(typed, problems).await?),
        };
        if new.version == old.version && new == old {
            return Ok(Next::Done(Done::Nothing));
        }
        let (change, effect) = self.installation_effect(&old, &new).await?;
        let mark = session::hash(&format!("{new:?} {change:?} {effect:?}"));
        if new.version == old.version && typed.get("seen") != Some(mark.as_str()) {
            let title = "Change organisation and drafts?".to_owned();
            let confirm = Confirm { title, change, effect, fields: typed.kept(), mark };
            return Err(self.settings_ask(typed, confirm).await?);
        }
        let order = InstallationOrder { actor: self.acting(), new, now: self.now.naive_utc() };
        match store.change_installation(order).await {
            Ok(()) => Ok(Next::Done(Done::Saved)),
            Err(store::Refused::Invalid(problems)) => {
                Err(self.settings_wrong(typed, problems).await?)
            }
            Err(store::Refused::Conflict(conflict)) => {
                let said = format!(
                    "{} changed organisation or drafts after you opened the form: they are now {} and {} days. Nothing was changed. The form holds what you typed; send it again if it shall stand.",
                    conflict.by,
                    shown(&old.organisation),
                    old.draft_days
                );
                Err(self.settings_overtaken(typed, old.version, said).await?)
            }
            Err(other) => Err(refused(other).into()),
        }
    }

    /// What is changed, and what that does.
    async fn installation_effect(
        &self,
        old: &Installation,
        new: &Installation,
    ) -> Result<(Vec<String>, Vec<String>), Error> {
        let (mut change, mut effect) = (Vec::new(), Vec::new());
        if new.organisation != old.organisation {
            let (before, after) = (shown(&old.organisation), shown(&new.organisation));
            change.push(format!("Organisation: {before} becomes {after}."));
            effect.push("The name stands on every page from now on. No figure changes, and editions that are approved stay as they are.".to_owned());
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
        Ok((change, effect))
    }

    async fn add_service(&self, typed: Typed) -> Result<Next, Again> {
        let name = named("service", typed.text("service"), "Give the name of the service.");
        let slug = check_slug(typed.text("slug"), typed.text("service"));
        let (name, slug) = match (name, slug) {
            (Ok(name), Ok(slug)) => (name, slug),
            (Err(problem), _) | (_, Err(problem)) => {
                return Err(self.settings_wrong(typed, vec![problem]).await?);
            }
        };
        // As the service that was there first: its own settings change both.
        let store = &self.house.store;
        let first = store.list_services().await.map_err(Error::from)?;
        let first = first.into_iter().filter(|one| one.slug != demo::SLUG).min_by_key(|one| one.id);
        let first = match first {
            Some(first) => store.find_service(&first.slug).await.map_err(Error::from)?,
            None => None,
        };
        let new = NewService {
            slug: slug.clone(),
            name,
            year_start: first.as_ref().map_or(YearStart::April, |first| first.year_start),
            time_zone: first.map_or(clock::HOME.to_owned(), |first| first.time_zone),
        };
        match store.add_service(&self.acting(), new, self.now.naive_utc()).await {
            Ok(_) => Ok(Next::Service(slug)),
            Err(store::Refused::Invalid(problems)) => {
                Err(self.settings_wrong(typed, problems).await?)
            }
            Err(other) => Err(refused(other).into()),
        }
    }

    async fn send_test(&self, typed: Typed) -> Result<Next, Again> {
        let Some(mailer) = self.house.site.mail.clone() else {
            let said = "No mail server is named, so nothing was sent.";
            return Err(self.settings_wrong(typed, vec![Invalid::new("", said)]).await?);
        };
        let found = self.house.store.find_person(&self.person.id).await.map_err(Error::from)?;
        let me = found.ok_or(Error::NotFound)?;
        let mail = Mail {
            to: vec![(me.name.clone(), me.email)],
            reply: None,
            subject: "Beforehand: a test message".to_owned(),
            text: format!(
                "{} asked Beforehand for this message, to see whether mail arrives. It does. There is nothing to do.\n",
                me.name
            ),
            html: None,
            stop: None,
            at: self.now,
        };
        // A message under way is handed over whoever goes away.
        let sent = tokio::spawn(async move { mailer.send(&mail).await }).await;
        let said = match sent {
            Ok(Ok(())) => return Ok(Next::Done(Done::Mailed)),
            Ok(Err(Unsent::Address)) => {
                "Your mail address is none that mail can be sent to. Correct it on the page of people."
            }
            Ok(Err(Unsent::Refused)) => {
                "The mail server refused the message. Its own words are in the log of the server."
            }
            Ok(Err(Unsent::Silent)) | Err(_) => {
                "The mail server could not be reached, or stopped answering. Check its name and port; the log of the server says more."
            }
        };
        Err(self.settings_wrong(typed, vec![Invalid::new("", said)]).await?)
    }

    async fn load_demo(&self, typed: Typed) -> Result<Next, Again> {
        if self.house.site.demo {
            let said = "All of this is the demo already. Nothing was loaded.";
            return Err(self.settings_wrong(typed, vec![Invalid::new("", said)]).await?);
        }
        let (store, actor) = (self.house.store.clone(), self.acting());
        let (today, now) = (self.today, self.now.naive_utc());
        // It takes some seconds, and is finished whoever goes away.
        let loaded = tokio::spawn(async move {
            let made = tokio::task::spawn_blocking(move || demo::demo(today)).await;
            let made = made.map_err(|error| store::StoreError::Internal(error.to_string()))?;
            demo::load(&store, &actor, made, today, now).await
        });
        match loaded.await {
            Ok(Ok(())) => Ok(Next::Done(Done::Loaded)),
            Ok(Err(store::Refused::Invalid(_))) => {
                let said = "The demo data are there already, or are being loaded. Nothing was loaded twice.";
                Err(self.settings_wrong(typed, vec![Invalid::new("", said)]).await?)
            }
            Ok(Err(other)) => Err(refused(other).into()),
            Err(_) => Err(Error::Busy.into()),
        }
    }

    async fn remove_demo(&self, typed: Typed) -> Result<Next, Again> {
        let store = &self.house.store;
        let found = store.find_invented_service().await.map_err(Error::from)?;
        let Some((_, slug, name)) = found.filter(|_| !self.house.site.demo) else {
            let said = "There are no demo data here. Nothing was removed.";
            return Err(self.settings_wrong(typed, vec![Invalid::new("", said)]).await?);
        };
        let change =
            vec![format!("The service {name} is removed, with everything that was typed into it.")];
        let effect = vec![
            "Its figures are invented: no figure of another service changes.".to_owned(),
            "Roles that people have in it end. Their accounts and other roles stay.".to_owned(),
            "It cannot be undone, but demo data can be loaded again.".to_owned(),
            "The history keeps what was done in it.".to_owned(),
        ];
        let mark = session::hash(&format!("{slug} {change:?}"));
        if typed.get("seen") != Some(mark.as_str()) {
            let title = "Remove the demo data?".to_owned();
            let confirm = Confirm { title, change, effect, fields: typed.kept(), mark };
            return Err(self.settings_ask(typed, confirm).await?);
        }
        match store.remove_invented_service(&self.acting(), self.now.naive_utc()).await {
            Ok(_) => Ok(Next::Done(Done::Removed)),
            Err(other) => Err(refused(other).into()),
        }
    }

    async fn settings_wrong(&self, typed: Typed, problems: Vec<Invalid>) -> Result<Again, Error> {
        let page = self.settings(typed, None).await?;
        Ok(Refused::Again { page: Box::new(SettingsPage { problems, ..page }), status: 422 })
    }

    async fn settings_ask(&self, typed: Typed, confirm: Confirm) -> Result<Again, Error> {
        let page = self.settings(typed, None).await?;
        let page = SettingsPage { confirm: Some(confirm), ..page };
        Ok(Refused::Again { page: Box::new(page), status: 200 })
    }

    async fn settings_overtaken(
        &self,
        typed: Typed,
        version: i32,
        said: String,
    ) -> Result<Again, Error> {
        let page = self.settings(typed.from_version(version), None).await?;
        let problems = vec![Invalid::new("", said)];
        Ok(Refused::Again { page: Box::new(SettingsPage { problems, ..page }), status: 409 })
    }
}

fn read(typed: &Typed, version: i32) -> Result<Installation, Vec<Invalid>> {
    let organisation = beforehand::setup::check_organisation(typed.text("organisation"));
    let days = typed.text("draft_days").trim().parse().unwrap_or(0);
    let days = beforehand::setting::check_draft_days(days);
    match (organisation, days) {
        (Ok(organisation), Ok(draft_days)) => {
            let version = typed.version().unwrap_or(version);
            Ok(Installation { organisation, draft_days, version })
        }
        (organisation, days) => Err(organisation.err().into_iter().chain(days.err()).collect()),
    }
}

fn shown(organisation: &str) -> String {
    if organisation.is_empty() { "no name".to_owned() } else { format!("“{organisation}”") }
}
