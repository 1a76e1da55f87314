//! The lists of closed days, and the forms for those who may change them.

use beforehand::closure::{REASON_LENGTH, day, days};
use beforehand::holiday::Region;
use beforehand::words::list;
use leptos::prelude::*;

use super::compose::told;
use super::{ALL, ClosuresPage, Confirmation, HolidayLine, Line, address};
use crate::Frame;
use crate::settings::confirm;
use crate::ui::{self, Show};

impl Show for ClosuresPage {
    fn title(&self) -> String {
        if let Some(confirm) = &self.confirm {
            return confirm.title.clone();
        }
        match self.planned.first() {
            None => "No closed days are planned".to_owned(),
            Some(next) if next.closure.from <= self.today => {
                format!("Closed today: {}, {}", next.channel, next.closure.reason)
            }
            Some(next) => {
                let same = self.planned.iter().filter(|one| one.closure.from == next.closure.from);
                let channels: Vec<_> = same.map(|one| one.channel.clone()).collect();
                format!("Closed next on {}: {}", day(next.closure.from), list(&channels))
            }
        }
    }

    fn failed(&self) -> bool {
        !self.problems.is_empty()
    }

    fn view(self, frame: &Frame) -> AnyView {
        let over = format!("Closed days · {}", self.service.name);
        let title = self.title();
        if let Some(one) = &self.confirm {
            let step = confirm(one, address(&self.service.slug, self.region));
            return view! { <article class="closures">{ui::heading(over, title)}{step}</article> }
                .into_any();
        }
        let may = frame.may("POST", "/services/{service}/closures");
        let forms = if may {
            view! { {close_form(&self)}{holiday_form(&self)} }.into_any()
        } else {
            view! { <p class="soft">"Managers add closed days, and remove them."</p> }.into_any()
        };
        view! {
            {ui::error_summary(&self.problems)}
            {self.saved.as_ref().map(confirmation)}
            <article class="closures">
                {ui::heading(over, title)}
                <p class="lead">
                    "A closed day is never a 0. Rates and comparisons leave it out, so that a week with a bank holiday does not look like a fall."
                </p>
                {planned(&self, may)}
                {forms}
                {past(&self, may)}
            </article>
        }
        .into_any()
    }
}

/// What was done, and what it leaves of the weeks concerned.
fn confirmation(saved: &Confirmation) -> impl IntoView + use<> {
    let said = match &saved.by {
        None => "Nothing had to be changed: those days were closed already.".to_owned(),
        Some((by, at)) => format!("Saved at {} by {by}.", ui::when(*at)),
    };
    let items = |lines: Vec<String>| {
        let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
        view! { <ul>{lines}</ul> }
    };
    let what = (!saved.what.is_empty()).then(|| items(saved.what.clone()));
    let left = told(&saved.exposure);
    let left = (!left.is_empty()).then(|| {
        view! {
            <p>"What is left of the weeks:"</p>
            {items(left)}
        }
    });
    let head = if saved.by.is_some() { "Saved" } else { "Nothing was different" };
    view! {
        <div class="done" role="status" tabindex="-1" autofocus=true>
            <h2>{head}</h2>
            <p>{said}</p>
            {what}
            {left}
        </div>
    }
}

fn planned(page: &ClosuresPage, may: bool) -> AnyView {
    if page.planned.is_empty() {
        return view! { <p>"Nothing is closed today or later."</p> }.into_any();
    }
    view! {
        <h2>"Closed today and later"</h2>
        {ui::table_region("Closed today and later", table(page, &page.planned, may))}
    }
    .into_any()
}

fn past(page: &ClosuresPage, may: bool) -> AnyView {
    if page.past.is_empty() {
        return ().into_any();
    }
    let words = ui::times(page.past.len(), "closure that is over", "closures that are over");
    view! {
        <details class="past">
            <summary>{words}</summary>
            {ui::table_region("Closures that are over", table(page, &page.past, may))}
        </details>
    }
    .into_any()
}

// The roles stay what they are when a phone's style sheet turns rows into blocks.
fn table(page: &ClosuresPage, lines: &[Line], may: bool) -> impl IntoView + use<> {
    let action = address(&page.service.slug, page.region);
    let rows = lines
        .iter()
        .map(|line| {
            let remove = may.then(|| {
                view! { <td role="cell" class="no-print">{remove_form(&action, &page.key, line)}</td> }
            });
            view! {
                <tr role="row">
                    <th scope="row" role="rowheader">{days(&line.closure)}</th>
                    <td role="cell">{line.channel.clone()}</td>
                    <td role="cell">{line.closure.reason.clone()}</td>
                    {remove}
                </tr>
            }
        })
        .collect_view();
    let remove = may.then(|| {
        view! { <th scope="col" role="columnheader" class="no-print"><span class="hidden">"Remove"</span></th> }
    });
    view! {
        <table class="stack" role="table">
            <thead role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader">"Days"</th>
                    <th scope="col" role="columnheader">"Channel"</th>
                    <th scope="col" role="columnheader">"Reason"</th>
                    {remove}
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

fn remove_form(action: &str, key: &str, line: &Line) -> impl IntoView + use<> {
    let hidden = |name: &'static str, value: String| {
        view! { <input type="hidden" name=name value=value /> }
    };
    let which = format!(" {}, {}", line.channel, days(&line.closure));
    view! {
        <form method="post" action=action.to_owned()>
            {hidden("do", "remove".to_owned())}
            {hidden("key", key.to_owned())}
            {hidden("channel", line.slug.clone())}
            {hidden("from", line.closure.from.to_string())}
            {hidden("to", line.closure.to.to_string())}
            {hidden("reason", line.closure.reason.clone())}
            <button class="link">"Remove"<span class="hidden">{which}</span></button>
        </form>
    }
}

/// The form for a day, a week or a range.
fn close_form(page: &ClosuresPage) -> impl IntoView + use<> {
    let typed = |name: &str| match page.typed.form() {
        "close" => page.typed.text(name).to_owned(),
        _ => String::new(),
    };
    let (from_wrong, to_wrong) = (wrong(page, "from"), wrong(page, "to"));
    let reason_wrong = wrong(page, "reason");
    let described = |hint: &str, wrong: Option<&str>, name: &str| {
        wrong.map_or(hint.to_owned(), |_| format!("{name}-error {hint}"))
    };
    view! {
        <section class="no-print" aria-labelledby="close">
            <h2 id="close">"Close a day, a week or more"</h2>
            <form class="fields" method="post" novalidate=true
                action=address(&page.service.slug, page.region)>
                <input type="hidden" name="do" value="close" />
                <input type="hidden" name="key" value=page.key.clone() />
                {channel_field(page, "channel", &typed("channel"))}
                <div class="days">
                    <div class="field">
                        <label for="from">"First closed day"</label>
                        {ui::error_at(&page.problems, "from")}
                        <input type="date" id="from" name="from" value=typed("from")
                            aria-describedby=from_wrong.map(|_| "from-error")
                            aria-invalid=from_wrong />
                    </div>
                    <div class="field">
                        <label for="to">"Last closed day"</label>
                        {ui::error_at(&page.problems, "to")}
                        <input type="date" id="to" name="to" value=typed("to")
                            aria-describedby=described("to-hint", to_wrong, "to")
                            aria-invalid=to_wrong />
                        <p class="hint" id="to-hint">"Leave it empty for one day."</p>
                    </div>
                </div>
                <div class="field">
                    <label for="reason">"Why"</label>
                    {ui::error_at(&page.problems, "reason")}
                    <input type="text" id="reason" name="reason" autocomplete="off"
                        maxlength=REASON_LENGTH.to_string() value=typed("reason")
                        aria-describedby=described("reason-hint", reason_wrong, "reason")
                        aria-invalid=reason_wrong />
                    <p class="hint" id="reason-hint">
                        "Such as moving house. About the service, never about a person."
                    </p>
                </div>
                <button class="button">"Close these days"</button>
            </form>
        </section>
    }
}

/// `true` for `aria-invalid` where something is wrong with the field.
fn wrong(page: &ClosuresPage, field: &str) -> Option<&'static str> {
    page.problems.iter().any(|problem| problem.field == field).then_some("true")
}

fn channel_field(page: &ClosuresPage, name: &'static str, chosen: &str) -> impl IntoView + use<> {
    let options = page
        .channels
        .iter()
        .map(|(slug, name)| {
            view! { <option value=slug.clone() selected={slug == chosen}>{name.clone()}</option> }
        })
        .collect_view();
    let hint = format!("{name}-hint");
    let wrong = wrong(page, name);
    let described = wrong.map_or(hint.clone(), |_| format!("{name}-error {hint}"));
    view! {
        <div class="field">
            <label for=name>"Channel"</label>
            {ui::error_at(&page.problems, name)}
            <select id=name name=name aria-describedby=described aria-invalid=wrong>
                {options}
                <option value=ALL selected={chosen == ALL}>"All channels, the website too"</option>
            </select>
            <p class="hint" id=hint>"A website seldom closes."</p>
        </div>
    }
}

/// Bank holidays to tick, with whose they are in the address.
fn holiday_form(page: &ClosuresPage) -> impl IntoView + use<> {
    let regions = Region::ALL.iter().map(|region| {
        let here = (*region == page.region).then_some("true");
        let to = format!("{}#holidays", address(&page.service.slug, *region));
        view! { <li><a class="chip" href=to aria-current=here>{region.name()}</a></li> }
    });
    let regions = regions.collect_view();
    let this_form = page.typed.form() == "holidays";
    let mut first = true;
    let lines = page
        .holidays
        .iter()
        .map(|one| {
            let id = (!one.all && std::mem::take(&mut first)).then_some("day");
            holiday(one, id, this_form && page.typed.is_ticked(one.date))
        })
        .collect_view();
    let chosen = if this_form { page.typed.text("holiday-channel") } else { "" };
    let legend = format!("{}, the coming twelve months", page.region.name());
    let described = wrong(page, "day").map(|_| "day-error");
    view! {
        <section class="no-print" aria-labelledby="holidays">
            <h2 id="holidays">"Bank holidays"</h2>
            <nav aria-label="Whose bank holidays"><ul class="chips plain">{regions}</ul></nav>
            <form class="fields" method="post" action=address(&page.service.slug, page.region)>
                <input type="hidden" name="do" value="holidays" />
                <input type="hidden" name="key" value=page.key.clone() />
                <fieldset class="holidays" aria-describedby=described>
                    <legend>{legend}</legend>
                    {ui::error_at(&page.problems, "day")}
                    {lines}
                </fieldset>
                {channel_field(page, "holiday-channel", chosen)}
                <button class="chip">"Close the days ticked"</button>
            </form>
        </section>
    }
}

fn holiday(one: &HolidayLine, id: Option<&'static str>, ticked: bool) -> AnyView {
    let words = format!("{}, {}", day(one.date), one.name);
    let closed = match (one.all, one.closed.as_slice()) {
        (true, _) => Some("all channels are closed already".to_owned()),
        (false, []) => None,
        (false, [only]) => Some(format!("{only} is closed already")),
        (false, some) => Some(format!("closed already: {}", some.join(", "))),
    };
    let closed = closed.map(|words| view! { <span class="soft">{format!(" · {words}")}</span> });
    if one.all {
        return view! { <p class="tick">{words}{closed}</p> }.into_any();
    }
    view! {
        <label class="tick">
            <input type="checkbox" name="day" id=id value=one.date.to_string() checked=ticked />
            <span>{words}{closed}</span>
        </label>
    }
    .into_any()
}
