//! The figures of a run, each beside what it must reach.

use std::process::Command;

use serde_json::json;

use crate::tools::{Outcome, root, run_quietly};

/// What a figure must reach.
#[derive(Clone, Copy)]
pub enum Goal {
    /// No more than that.
    AtMost(f64),
    /// No less than that.
    AtLeast(f64),
    /// For comparison only.
    None,
}

impl Goal {
    fn is_met(self, value: f64) -> bool {
        match self {
            Self::AtMost(limit) => value <= limit,
            Self::AtLeast(limit) => value >= limit,
            Self::None => true,
        }
    }

    fn words(self) -> String {
        match self {
            Self::AtMost(limit) if limit.is_finite() => format!("≤ {limit}"),
            Self::AtLeast(limit) => format!("≥ {limit}"),
            _ => String::new(),
        }
    }
}

struct Figure {
    size: &'static str,
    name: String,
    value: f64,
    unit: &'static str,
    goal: Goal,
}

/// All figures of a run.
pub struct Report(Vec<Figure>);

impl Report {
    /// An empty one.
    pub fn new() -> Self {
        Self(Vec::new())
    }

    /// Notes a figure and says it at once.
    pub fn add(
        &mut self,
        size: &'static str,
        name: &str,
        value: f64,
        unit: &'static str,
        goal: Goal,
    ) {
        let figure = Figure { size, name: name.to_owned(), value, unit, goal };
        println!("{}", line(&figure));
        self.0.push(figure);
    }

    /// The same helpline among 200 must not be slower by more than a tenth. Each is held against the
    /// bare handler of its own minute, for the machine itself is not always equally fast.
    pub fn same_among_many(&mut self) {
        for page in ["Quarter", "Trends"] {
            let name = format!("{page}, time a page at 8 as a multiple of bare");
            let value = |size| {
                let mut figures = self.0.iter();
                let found = figures.find(|figure| figure.size == size && figure.name == name);
                found.map_or(f64::NAN, |figure| figure.value)
            };
            let share = value("among 200") / value("one helpline");
            self.add(
                "both",
                &format!("{page}, time a page: among 200 as a multiple of alone"),
                share,
                "×",
                Goal::AtMost(1.1),
            );
        }
    }

    /// Prints machine, commit and table, and leaves the same as JSON. Missed goals are said, and
    /// are no failure of the run.
    pub fn print(&self) -> Outcome {
        let ask = |program: &str, arguments: &[&str]| {
            run_quietly(Command::new(program).args(arguments).current_dir(root()))
                .map(|text| text.trim().to_owned())
                .unwrap_or_default()
        };
        let processor = std::fs::read_to_string("/proc/cpuinfo")
            .ok()
            .and_then(|text| {
                let line = text.lines().find(|line| line.starts_with("model name"))?.to_owned();
                Some(line.split_once(':')?.1.trim().to_owned())
            })
            .unwrap_or_default();
        let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
        let commit = ask("git", &["rev-parse", "--short", "HEAD"]);
        let machine = format!(
            "{} {}, {cores} cores, {processor}",
            ask("uname", &["-s"]),
            ask("uname", &["-m"])
        );
        println!("\nmachine: {machine}\ncommit: {commit}\n");
        for figure in &self.0 {
            println!("{}", line(figure));
        }
        let missed: Vec<&Figure> = self.0.iter().filter(|f| !f.goal.is_met(f.value)).collect();
        println!("\n{} figures, {} missed.", self.0.len(), missed.len());
        let figures: Vec<_> = self
            .0
            .iter()
            .map(|f| json!({"size": f.size, "name": f.name, "value": f.value, "unit": f.unit, "goal": f.goal.words(), "met": f.goal.is_met(f.value)}))
            .collect();
        let all = json!({"machine": machine, "commit": commit, "figures": figures});
        let path = root().join("target/bench.json");
        println!("{all}");
        std::fs::write(&path, format!("{all:#}\n")).map_err(|e| format!("{}: {e}", path.display()))
    }
}

fn line(figure: &Figure) -> String {
    let Figure { size, name, value, unit, goal } = figure;
    let verdict = match goal {
        Goal::None => "",
        _ if goal.is_met(*value) => "met",
        _ => "MISSED",
    };
    let shown = if value.abs() >= 1000.0 { format!("{value:.0}") } else { format!("{value:.3}") };
    format!("{size:<13} {name:<62} {shown:>12} {unit:<4} {:<10} {verdict}", goal.words())
}
