//! Usual limits in the form of a channel: two numbers and a week for each of its fields.
//!
//! Refuses half a pair: without both numbers it is worked out what is usual.

use beforehand::entry::read_count;
use beforehand::invalid::Invalid;
use beforehand::service::{Channel, Field, UsualLimits};
use beforehand::week::Week;
use leptos::prelude::*;

use super::ServiceSettingsPage;
use super::channel::date;
use super::read::day;
use crate::settings::Typed;
use crate::ui::{self, TextBox};

fn name(field: Field, end: &str) -> String {
    format!("usual.{}.{end}", field.word())
}

/// The limits as they were typed, field by field; those of a field that the form does not ask for stay.
pub(super) fn read(typed: &Typed, old: &Channel, problems: &mut Vec<Invalid>) -> Vec<UsualLimits> {
    let fields = old.kind.fields().iter();
    let limits = fields.filter_map(|field| match typed.get(&name(*field, "low")) {
        None => old.usual_limits(*field).cloned(),
        Some(_) => one(typed, *field).unwrap_or_else(|wrong| {
            problems.extend(wrong);
            None
        }),
    });
    limits.collect()
}

/// Those of one field; none where both boxes are empty.
fn one(typed: &Typed, field: Field) -> Result<Option<UsualLimits>, Vec<Invalid>> {
    let wrong = |end: &str, problem: &str| Err(vec![Invalid::new(name(field, end), problem)]);
    let number = |end: &str| {
        let at = name(field, end);
        read_count(&at, typed.text(&at))
    };
    let (low, high) = match (number("low"), number("high")) {
        (Ok(None), Ok(None)) => return Ok(None),
        (Ok(None), Ok(_)) => {
            return wrong("low", "Give the lowest usual number too, or empty both.");
        }
        (Ok(_), Ok(None)) => {
            return wrong("high", "Give the highest usual number too, or empty both.");
        }
        (Ok(Some(low)), Ok(Some(high))) => (low, high),
        (low, high) => return Err(low.err().into_iter().chain(high.err()).collect()),
    };
    if high <= low {
        return wrong("high", "The highest usual number has to be above the lowest.");
    }
    match day(typed, &name(field, "from")) {
        Ok(Some(from)) => Ok(Some(UsualLimits { field, from: Week::containing(from), low, high })),
        Ok(None) => wrong("from", "Give a day of the first week in which the limits hold."),
        Err(problem) => Err(vec![problem]),
    }
}

/// The boxes.
pub(super) fn boxes(page: &ServiceSettingsPage, typed: &Typed, channel: &Channel) -> AnyView {
    let number = |field: Field, end: &str, label: &str| {
        let name = name(field, end);
        let value = typed.text(&name);
        ui::text_box(&page.problems, TextBox { label, name: &name, value, ..TextBox::default() })
    };
    let fields = channel.kind.fields().iter().map(|field| {
        let from = name(*field, "from");
        view! {
            <fieldset class="choices">
                <legend>{field.heading()}</legend>
                <div class="days">
                    {number(*field, "low", "Usually at least")}
                    {number(*field, "high", "Usually at most")}
                    {date(page, &from, "From the week of", typed.text(&from))}
                </div>
            </fieldset>
        }
    });
    view! {
        <h2 id="usual">"What is usual"</h2>
        <p class="hint">"A number outside the usual is asked about while it is typed; nothing else depends on it. Leave both numbers empty to have it worked out from the last 26 weeks. That takes 6 weeks with a number: a new channel has nothing to go by until then, so limits help it most. They are those of a normal week; a week with fewer open days has its part of them."</p>
        {fields.collect_view()}
    }
    .into_any()
}
