//! Reading what managers have said of a service's lines.

use beforehand::invalid::Invalid;
use beforehand::judgement::{Cause, Direction, Explanation, Good, Judgements, Step};
use beforehand::spc::Signal;
use beforehand::week::Week;
use chrono::NaiveDate;

use crate::store::ledger::{field, strange};
use crate::store::line::{Line, on};
use crate::store::{Refused, StoreError, queries};

type StepRow = (i32, i32, NaiveDate, String, String, String, String);
type LineRow = (i32, i32, String, String, String, i32);
type ExplanationRow = (i32, i32, String, NaiveDate, String, String, String, i32);

/// Steps, directions and explanations of a service.
pub(in crate::store) async fn load(
    line: &mut Line<'_>,
    service: i32,
) -> Result<Judgements, StoreError> {
    let steps: Vec<StepRow> = on!(&mut *line, c => {
        sqlx::query_as(queries::STEPS_LIST).bind(service).fetch_all(c).await?
    });
    let lines: Vec<LineRow> = on!(&mut *line, c => {
        sqlx::query_as(queries::LINES_LIST).bind(service).fetch_all(c).await?
    });
    let explanations: Vec<ExplanationRow> = on!(&mut *line, c => {
        sqlx::query_as(queries::EXPLANATIONS_LIST).bind(service).fetch_all(c).await?
    });
    Ok(Judgements {
        steps: steps.into_iter().map(step).collect::<Result<_, _>>()?,
        directions: lines.into_iter().map(direction).collect::<Result<_, _>>()?,
        explanations: explanations.into_iter().map(explanation).collect::<Result<_, _>>()?,
    })
}

/// Refuses to remove an event on which new limits rest.
pub(in crate::store) async fn check_unused(
    line: &mut Line<'_>,
    service: i32,
    event: &str,
) -> Result<(), Refused> {
    let all = load(line, service).await?;
    match all.steps.iter().find(|step| step.event == event) {
        None => Ok(()),
        Some(step) => {
            let sentence = format!(
                "New limits rest on this event ({}, from the {}). Undo them on the page of signals first.",
                step.name,
                step.week.title()
            );
            Err(Invalid::new("", sentence).into())
        }
    }
}

fn step((channel, code, week, event, name, reason, by): StepRow) -> Result<Step, StoreError> {
    let week = Week::containing(week);
    Ok(Step { channel, field: field(code)?, week, event, name, reason, by })
}

fn direction((channel, code, good, reason, by, version): LineRow) -> Result<Direction, StoreError> {
    let good = Good::from_word(&good).ok_or_else(|| strange(good))?;
    Ok(Direction { channel, field: field(code)?, good, reason, by, version })
}

fn explanation(row: ExplanationRow) -> Result<Explanation, StoreError> {
    let (channel, code, signal, from, kind, cause, by, version) = row;
    let cause = match kind.as_str() {
        "event" => Cause::Event(cause),
        "words" => Cause::Words(cause),
        "chance" => Cause::Chance,
        _ => return Err(strange(kind)),
    };
    let signal = Signal::from_word(&signal).ok_or_else(|| strange(signal))?;
    let from = Week::containing(from);
    Ok(Explanation { channel, field: field(code)?, signal, from, cause, by, version })
}
