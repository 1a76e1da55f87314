//! A service's settings: its channels in a table, its own form, and the ways on.

use beforehand::quarter::YearStart;
use beforehand::service::Channel;
use beforehand::setting::days;
use beforehand::week::long_date;
use leptos::prelude::*;

use super::{Asked, ServiceSettingsPage, address, channel, channel_address};
use crate::Frame;
use crate::settings::{self, Done};
use crate::ui::{self, Show, TextBox};

impl Show for ServiceSettingsPage {
    fn title(&self) -> String {
        match (&self.confirm, &self.asked, self.channel()) {
            (Some(confirm), ..) => confirm.title.clone(),
            (None, Asked::Add, _) => "Add a channel".to_owned(),
            (None, Asked::Channel(_), Some(channel)) => format!("Change {}", channel.name),
            (None, ..) => format!("Settings of {}", self.service.name),
        }
    }

    fn failed(&self) -> bool {
        !self.problems.is_empty()
    }

    fn view(self, _frame: &Frame) -> AnyView {
        let body = match (&self.confirm, &self.asked, self.channel()) {
            (Some(one), ..) => settings::confirm(one, address(&self.service.slug)),
            (None, Asked::Add, _) => channel::add(&self),
            (None, Asked::Channel(_), Some(own)) => channel::change(&self, own),
            (None, ..) => all(&self),
        };
        let way = self.link();
        let back = channel::is_form(&self.asked).then(|| {
            view! { <p class="links"><a href=address(&way.slug)>"All settings of the service"</a></p> }
        });
        let title = self.title();
        view! {
            {ui::error_summary(&self.problems)}
            {self.done.map(told)}
            <article class="settings">
                {ui::heading(format!("Settings · {}", way.name), title)}
                {clash(&self)}
                {body}
                {back}
            </article>
        }
        .into_any()
    }
}

fn told(done: Done) -> AnyView {
    let (head, said) = match done {
        Done::Nothing => ("Nothing was different", "The settings were so already."),
        Done::Added => (
            "The service is added",
            "It has no channels yet: add them below, then give people a role in it.",
        ),
        _ => ("Saved", "The settings are changed, and the history says so."),
    };
    view! {
        <div class="done" role="status" tabindex="-1" autofocus=true>
            <h2>{head}</h2>
            <p>{said}</p>
        </div>
    }
    .into_any()
}

fn clash(page: &ServiceSettingsPage) -> Option<AnyView> {
    if page.clash.is_empty() {
        return None;
    }
    let lines = page.clash.iter().map(|line| view! { <li><bdi>{line.clone()}</bdi></li> });
    Some(
        view! {
            <section aria-labelledby="stands">
                <h2 id="stands">"What stands now, where it is not what you typed"</h2>
                <ul>{lines.collect_view()}</ul>
                <p>"The form holds what you typed. Send it again if it shall stand."</p>
            </section>
        }
        .into_any(),
    )
}

fn all(page: &ServiceSettingsPage) -> AnyView {
    view! {
        {channels(page)}
        {order(page)}
        {own(page)}
        {ways(page)}
    }
    .into_any()
}

// The roles stay what they are when a phone's style sheet turns rows into blocks.
fn channels(page: &ServiceSettingsPage) -> AnyView {
    let slug = &page.service.slug;
    let rows = page.service.channels.iter().map(|own| row(page, own)).collect_view();
    let table = (!page.service.channels.is_empty()).then(|| {
        let table = view! {
            <table class="stack" role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">"Channel"</th>
                        <th scope="col" role="columnheader">"Weeks"</th>
                        <th scope="col" role="columnheader">"Open days"</th>
                        <th scope="col" role="columnheader">"Numbers"</th>
                        <th scope="col" role="columnheader"><span class="hidden">"Change"</span></th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        };
        ui::table_region("Channels of the service", table)
    });
    let none = page.service.channels.is_empty().then(|| {
        view! { <p>"There are none yet. A channel is a way in which people reach the service: a phone line, a chat, a website."</p> }
    });
    view! {
        <section aria-labelledby="channels">
            <h2 id="channels">"Channels"</h2>
            {none}
            {table}
            <p class="links"><a href=format!("{}?add=1", address(slug))>"Add a channel"</a></p>
        </section>
    }
    .into_any()
}

fn row(page: &ServiceSettingsPage, own: &Channel) -> AnyView {
    let now = page.this_week();
    let from = long_date(own.first.monday());
    let weeks = match own.last {
        Some(last) if last < now => format!("Retired: {from} to {}", long_date(last.sunday())),
        Some(last) => format!("{from} to {}", long_date(last.sunday())),
        None => format!("From {from}"),
    };
    let open = if own.kind.is_contact() {
        let at = own.timetables.iter().rev().find(|one| one.from <= page.today);
        at.or(own.timetables.first())
            .map_or("Every day".to_owned(), |one| beforehand::words::capital(&days(one.days)))
    } else {
        "Every day".to_owned()
    };
    let without = own.kind.fields().iter().filter(|field| !own.collects(**field, now));
    let without: Vec<_> = without.map(|field| field.heading()).collect();
    let collected = if without.is_empty() {
        "All collected".to_owned()
    } else {
        format!("Not collected: {}", without.join(", "))
    };
    let to = channel_address(&page.service.slug, &own.slug);
    let which = format!(" {}", own.name);
    view! {
        <tr role="row">
            <th scope="row" role="rowheader"><bdi>{own.name.clone()}</bdi><span class="part">{own.slug.clone()}</span></th>
            <td role="cell">{weeks}</td>
            <td role="cell">{open}</td>
            <td role="cell">{collected}</td>
            <td role="cell"><a href=to>"Change"<span class="hidden">{which}</span></a></td>
        </tr>
    }
    .into_any()
}

fn order(page: &ServiceSettingsPage) -> Option<AnyView> {
    if page.service.channels.len() < 2 {
        return None;
    }
    let was: Vec<_> = page.service.channels.iter().map(|own| own.id.to_string()).collect();
    let places = page.service.channels.iter().zip(1..).map(|(own, n)| {
        let (name, place) = (format!("place.{}", own.slug), n.to_string());
        ui::text_box(
            &page.problems,
            TextBox {
                label: &own.name,
                name: &name,
                value: page.typed.or("order", &name, &place),
                ..TextBox::default()
            },
        )
    });
    let places = places.collect_view();
    let open = page.typed.form() == "order";
    Some(
        view! {
            <details open=open>
                <summary>"Order of the channels"</summary>
                <form class="fields" method="post" novalidate=true action=address(&page.service.slug)>
                    <input type="hidden" name="do" value="order" />
                    <input type="hidden" name="was" value=was.join(",") />
                    <p class="hint">"Channels stand in this order on every page and in every form. No figure changes by it."</p>
                    {places}
                    <button class="chip">"Save this order"</button>
                </form>
            </details>
        }
        .into_any(),
    )
}

fn own(page: &ServiceSettingsPage) -> AnyView {
    let typed = &page.typed;
    let version = match typed.form() {
        "service" => typed.version().unwrap_or(page.version),
        _ => page.version,
    };
    let month = page.service.year_start.month().to_string();
    let month = typed.or("service", "year_start", &month).to_owned();
    let starts = [
        (YearStart::January, "January"),
        (YearStart::April, "April"),
        (YearStart::July, "July"),
        (YearStart::October, "October"),
    ];
    let starts = starts.into_iter().enumerate().map(|(n, (start, word))| {
        let value = start.month().to_string();
        let id = (n == 0).then_some("year-start");
        let chosen = value == month;
        view! {
            <label class="tick">
                <input type="radio" name="year_start" id=id value=value checked=chosen />
                <span>{word}</span>
            </label>
        }
    });
    let slug = format!(
        "The short name {} stands in addresses and files, and stays for good.",
        page.service.slug
    );
    view! {
        <section aria-labelledby="service">
            <h2 id="service">"Name, year and time"</h2>
            <form class="fields" method="post" novalidate=true action=address(&page.service.slug)>
                <input type="hidden" name="do" value="service" />
                <input type="hidden" name="version" value=version.to_string() />
                {ui::text_box(&page.problems, TextBox {
                    label: "Name of the service",
                    name: "name",
                    value: typed.or("service", "name", &page.service.name),
                    hint: &slug,
                    ..TextBox::default()
                })}
                <fieldset class="choices">
                    <legend>"The year starts in"</legend>
                    {ui::error_at(&page.problems, "year_start")}
                    {starts.collect_view()}
                </fieldset>
                {ui::text_box(&page.problems, TextBox {
                    label: "Time zone",
                    name: "time_zone",
                    value: typed.or("service", "time_zone", &page.service.time_zone),
                    hint: "It decides when a week is over. By its IANA name, such as Europe/London.",
                    ..TextBox::default()
                })}
                <p class="send"><button class="button">"See what it does"</button></p>
            </form>
        </section>
    }
    .into_any()
}

/// The channels, each with the limits that are set and the way to set them.
fn usual(page: &ServiceSettingsPage) -> AnyView {
    let rows = page.service.channels.iter().map(|own| {
        let to = format!("{}#usual", channel_address(&page.service.slug, &own.slug));
        let set = own.usual.iter().map(|limits| {
            let (field, from) = (limits.field.heading(), long_date(limits.from.monday()));
            let (low, high) = (ui::count(limits.low.into()), ui::count(limits.high.into()));
            format!("{field} {low} to {high} from {from}")
        });
        let set = set.collect::<Vec<_>>().join("; ");
        let said = if set.is_empty() { "worked out".to_owned() } else { set };
        view! {
            <li><a href=to><bdi>{own.name.clone()}</bdi></a><span class="soft">{said}</span></li>
        }
    });
    view! { <ul class="lines">{rows.collect_view()}</ul> }.into_any()
}

fn ways(page: &ServiceSettingsPage) -> AnyView {
    let slug = &page.service.slug;
    let to = |page: &str| format!("/services/{slug}/{page}");
    let nations = [
        ("England and Wales", to("closures")),
        ("Scotland", to("closures?region=scotland")),
        ("Northern Ireland", to("closures?region=northern-ireland")),
    ];
    let nations = nations.into_iter().map(|(name, to)| view! { <li><a href=to>{name}</a></li> });
    view! {
        <section aria-labelledby="holidays">
            <h2 id="holidays">"Bank holidays"</h2>
            <p>"A day on which nobody answers is closed by itself, with its reason. The coming bank holidays are listed for:"</p>
            <ul>{nations.collect_view()}</ul>
        </section>
        <section aria-labelledby="usual">
            <h2 id="usual">"What counts as unusual"</h2>
            <p>"A number that is typed is asked about when it lies outside what is usual: worked out for each line from its own last 26 weeks, or the limits that you set here. One ten times too high or too low for the last 13 weeks is always asked about, and one above 10,000,000 is never taken."</p>
            {usual(page)}
            <p class="soft">"The ranges on charts are worked out apart from this; a line that has become another one gets new ones on the page of signals."</p>
        </section>
        <section aria-labelledby="words">
            <h2 id="words">"Words"</h2>
            <p><a href=to("definitions")>"What “before an offence” means here"</a></p>
        </section>
    }
    .into_any()
}
