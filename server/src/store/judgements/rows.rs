//! The rows of what managers have said of a service's lines. Refuses nobody: that is the door's part.

use beforehand::invalid::Invalid;
use beforehand::judgement::{Cause, Direction, Explanation, Good, Judgements, Step};
use beforehand::spc::Signal;
use beforehand::week::Week;
use chrono::NaiveDate;

use crate::store::ledger::{field, strange};
use crate::store::line::{Line, on};
use crate::store::{Refused, StoreError, editions, queries};

type StepRow = (i32, i32, NaiveDate, String, String, String, String);
type LineRow = (i32, i32, String, String, String, i32);
type ExplanationRow = (i32, i32, String, NaiveDate, String, String, String, i32);

/// Steps, directions, explanations and locks of a service.
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
        locks: editions::list_locks(line, service).await?,
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

pub(super) async fn save_line(
    line: &mut Line<'_>,
    service: i32,
    direction: &Direction,
) -> Result<(), StoreError> {
    on!(line, c => {
        sqlx::query(queries::LINES_SAVE)
            .bind(service)
            .bind(direction.channel)
            .bind(direction.field.code())
            .bind(direction.good.word())
            .bind(&direction.reason)
            .bind(&direction.by)
            .bind(direction.version)
            .execute(c)
            .await?;
    });
    Ok(())
}

pub(super) async fn add_step(
    line: &mut Line<'_>,
    service: i32,
    step: &Step,
) -> Result<(), StoreError> {
    on!(line, c => {
        sqlx::query(queries::STEPS_ADD)
            .bind(service)
            .bind(step.channel)
            .bind(step.field.code())
            .bind(step.week.monday())
            .bind(&step.event)
            .bind(&step.name)
            .bind(&step.reason)
            .bind(&step.by)
            .execute(c)
            .await?;
    });
    Ok(())
}

pub(super) async fn remove_step(
    line: &mut Line<'_>,
    service: i32,
    step: &Step,
) -> Result<(), StoreError> {
    on!(line, c => {
        sqlx::query(queries::STEPS_REMOVE)
            .bind(service)
            .bind(step.channel)
            .bind(step.field.code())
            .bind(step.week.monday())
            .execute(c)
            .await?;
    });
    Ok(())
}

pub(super) async fn save_explanation(
    line: &mut Line<'_>,
    service: i32,
    one: &Explanation,
) -> Result<(), StoreError> {
    let (kind, cause) = match &one.cause {
        Cause::Event(id) => ("event", id.as_str()),
        Cause::Words(words) => ("words", words.as_str()),
        Cause::Chance => ("chance", ""),
    };
    on!(line, c => {
        sqlx::query(queries::EXPLANATIONS_SAVE)
            .bind(service)
            .bind(one.channel)
            .bind(one.field.code())
            .bind(one.signal.word())
            .bind(one.from.monday())
            .bind(kind)
            .bind(cause)
            .bind(&one.by)
            .bind(one.version)
            .execute(c)
            .await?;
    });
    Ok(())
}

pub(super) async fn remove_explanation(
    line: &mut Line<'_>,
    service: i32,
    one: &Explanation,
) -> Result<(), StoreError> {
    on!(line, c => {
        sqlx::query(queries::EXPLANATIONS_REMOVE)
            .bind(service)
            .bind(one.channel)
            .bind(one.field.code())
            .bind(one.signal.word())
            .bind(one.from.monday())
            .execute(c)
            .await?;
    });
    Ok(())
}
