//! The list of everybody, and the form that invites.

use beforehand::words::{capital, number};
use leptos::prelude::*;

use super::{ADDRESS, PeoplePage, PersonLine, address, form, slip};
use crate::Frame;
use crate::ui::{self, Show};

impl Show for PeoplePage {
    fn title(&self) -> String {
        let active = self.people.iter().filter(|one| one.active);
        let (come, waited): (Vec<_>, Vec<_>) = active.partition(|one| one.come);
        let may = match come.len() {
            1 => "One person may sign in".to_owned(),
            n => format!("{} people may sign in", number(n as u64)),
        };
        match waited.len() {
            0 => may,
            1 => format!("{may}, and one is invited"),
            n => format!("{may}, and {} are invited", number(n as u64)),
        }
    }

    fn failed(&self) -> bool {
        !self.problems.is_empty()
    }

    fn view(self, _frame: &Frame) -> AnyView {
        let title = self.title();
        let hidden = self.made.is_some().then_some("beside-slip");
        view! {
            {ui::error_summary(&self.problems)}
            {self.made.as_ref().map(slip::made)}
            <article class="people">
                <div class=hidden>
                    {ui::heading("People", title)}
                    <p class="lead">
                        "Everybody with an account, and what they are in each service. Whoever leaves stays in this list and in the history: they may only sign in no longer."
                    </p>
                    {ui::table_region("Everybody with an account", table(&self.people))}
                </div>
                {invite(&self)}
            </article>
        }
        .into_any()
    }
}

impl PersonLine {
    /// Whether they may sign in, in words.
    pub(super) fn state(&self) -> String {
        if !self.active {
            return "May not sign in".to_owned();
        }
        match (self.come, self.link) {
            (true, None | Some((_, true))) => "May sign in".to_owned(),
            (true, Some((until, false))) => {
                format!("May sign in. A link to a new password works until {}", ui::when(until))
            }
            (false, Some((until, false))) => {
                format!("Invited, not come yet. The link works until {}", ui::when(until))
            }
            (false, Some((_, true))) => "Invited, not come yet. The link has run out".to_owned(),
            (false, None) => "Has no password yet. Make a link on their page".to_owned(),
        }
    }

    /// When they signed in last, in words.
    pub(super) fn last(&self) -> String {
        self.signed_in.map_or_else(|| "Never".to_owned(), |at| capital(&ui::when(at)))
    }
}

// The roles stay what they are when a phone's style sheet turns rows into blocks.
fn table(people: &[PersonLine]) -> AnyView {
    let rows = people.iter().map(|one| {
        let quiet = (!one.active).then_some("quiet");
        let last = one.last();
        view! {
            <tr role="row" class=quiet>
                <th scope="row" role="rowheader">
                    <a href=address(&one.id)><bdi>{one.name.clone()}</bdi></a>
                    <span class="part">{one.email.clone()}</span>
                </th>
                <td role="cell"><bdi>{capital(&one.said())}</bdi></td>
                <td role="cell">{one.state()}</td>
                <td role="cell"><span class="when">"Last sign-in: "</span>{last}</td>
            </tr>
        }
    });
    view! {
        <table class="stack" role="table">
            <thead role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader">"Name and address"</th>
                    <th scope="col" role="columnheader">"Part"</th>
                    <th scope="col" role="columnheader">"State"</th>
                    <th scope="col" role="columnheader">"Last sign-in"</th>
                </tr>
            </thead>
            <tbody role="rowgroup">{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn invite(page: &PeoplePage) -> AnyView {
    let what = if page.mail {
        "They get a link by mail, with which they choose a password. You see it too, this once, and can print it. It works for seven days."
    } else {
        "You get a link for them, this once, to print or to send: with it they choose a password. It works for seven days. This server sends no mail."
    };
    view! {
        <section class="no-print" aria-labelledby="invite">
            <h2 id="invite">"Invite somebody"</h2>
            <p>{what}</p>
            <form class="fields" method="post" action=ADDRESS novalidate=true>
                <input type="hidden" name="key" value=page.key.clone() />
                {form::fields(&page.typed, &page.services, &page.problems)}
                <p class="send"><button class="button">"Invite them"</button></p>
            </form>
        </section>
    }
    .into_any()
}
