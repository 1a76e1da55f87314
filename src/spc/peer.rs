//! The peer's chart: every point of a segment is the baseline, unless the first `fix` are.
//!
//! Reproduces NHSRplotthedots 0.2.2 (variant `nhsr`) and NHS England's Excel tool (`nhs`), and
//! offers the product's adjusted rules to those who bring their own file.

use super::{Limits, Placed, Signal, Variant, centre_and_limits, rules};

/// One row as given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Given {
    /// Its value; none is a gap.
    pub value: Option<f64>,
    /// Whether a new baseline starts here.
    pub rebase: bool,
}

/// How the points are judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PeerRules {
    /// The rules.
    pub variant: Variant,
    /// Whether outlying moving ranges are dropped once.
    pub screen: bool,
    /// Limits from the first so many values of each segment; all of them when none.
    pub fix: Option<usize>,
}

/// One row, judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// Its value.
    pub value: Option<f64>,
    /// Its segment, from 0.
    pub segment: u32,
    /// Centre of its segment; none when the segment has no value.
    pub centre: Option<f64>,
    /// Limits; none when the segment has no moving range.
    pub limits: Option<Limits>,
    /// 1 above the upper limit, −1 below the lower.
    pub outside: i8,
    /// 1 in a rising run, −1 in a falling one.
    pub trend: i8,
    /// 1 or −1 for the far ones of two in three.
    pub two_in_three: i8,
    /// 1 or −1 in a long run on one side.
    pub shift: i8,
    /// The first rule that matches.
    pub signal: Option<Signal>,
    /// Whether its segment has fewer than 13 values, which the peer warns of.
    pub few_points: bool,
}

/// Judges consecutive points.
pub fn analyse(points: &[Given], rules: &PeerRules) -> Vec<Judged> {
    let mut judged = Vec::with_capacity(points.len());
    let mut rest = points;
    let mut segment = 0;
    while let Some(first) = rest.first() {
        let _ = first;
        let end = rest.iter().skip(1).position(|point| point.rebase).map_or(rest.len(), |i| i + 1);
        let (own, later) = rest.split_at(end);
        judge_segment(own, segment, rules, &mut judged);
        rest = later;
        segment += 1;
    }
    judged
}

fn judge_segment(points: &[Given], segment: u32, rules: &PeerRules, judged: &mut Vec<Judged>) {
    let values: Vec<Option<f64>> = points.iter().map(|point| point.value).collect();
    let entered = values.iter().flatten().count();
    let baseline = first_values(&values, rules.fix);
    let rho = match rules.variant {
        Variant::Adjusted => resemblance(baseline),
        Variant::Nhs | Variant::Nhsr => 0.0,
    };
    let found = centre_and_limits(baseline, rules.screen, rho);
    let limits = found.and_then(|found| found.limits);
    let run = rules::required_run(rules.variant, rho);
    let placed: Vec<Option<Placed>> = values
        .iter()
        .map(|value| Some(Placed { value: (*value)?, limits: limits?, run }))
        .collect();
    let outside = rules::outside(&placed);
    let trend = rules::trend(&placed);
    let two_in_three = rules::two_in_three(&placed, rules.variant);
    let shift = rules::shift(&placed);
    judged.extend(values.iter().enumerate().map(|(i, value)| Judged {
        value: *value,
        segment,
        centre: found.map(|found| found.centre),
        limits,
        outside: outside[i],
        trend: trend[i],
        two_in_three: two_in_three[i],
        shift: shift[i],
        signal: rules::signal(outside[i], trend[i], two_in_three[i], shift[i]),
        few_points: entered < 13,
    }));
}

/// The rows up to and including the `fix`th value.
fn first_values(values: &[Option<f64>], fix: Option<usize>) -> &[Option<f64>] {
    let Some(fix) = fix else { return values };
    let mut seen = 0;
    let end = values.iter().position(|value| {
        seen += usize::from(value.is_some());
        seen == fix
    });
    end.map_or(values, |end| &values[..=end])
}

/// r′ of section 4 of the baseline as one period: how much one point resembles the next, with the
/// small-sample correction, 0 to 0.8.
fn resemblance(baseline: &[Option<f64>]) -> f64 {
    let values: Vec<f64> = baseline.iter().copied().flatten().collect();
    if values.is_empty() {
        return 0.0;
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let products: f64 =
        baseline.windows(2).filter_map(|pair| Some((pair[0]? - mean) * (pair[1]? - mean))).sum();
    let r = if squares > 0.0 { products / squares } else { 0.0 };
    (r + (1.0 + 3.0 * r) / n).clamp(0.0, 0.8)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashMap};

    use super::*;

    type Row = HashMap<String, String>;

    fn rows(file: &str) -> Vec<Row> {
        csv::Reader::from_path(format!("tests/fixtures/{file}"))
            .unwrap()
            .deserialize()
            .collect::<Result<_, _>>()
            .unwrap()
    }

    fn by_case(rows: Vec<Row>) -> BTreeMap<String, Vec<Row>> {
        let mut cases: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for row in rows {
            cases.entry(row["case_id"].clone()).or_default().push(row);
        }
        cases
    }

    fn judge(case: &[Row], screen: bool) -> Vec<Judged> {
        let points: Vec<Given> = case
            .iter()
            .map(|row| Given { value: row["y"].parse().ok(), rebase: row["rebase"] == "1" })
            .collect();
        let fix = case[0]["fix_after_n"].parse().ok();
        analyse(&points, &PeerRules { variant: Variant::Nhsr, screen, fix })
    }

    fn close(found: f64, expected: &str) -> bool {
        let expected: f64 = expected.parse().unwrap();
        (found - expected).abs() <= 1e-6 * expected.abs().max(1.0)
    }

    fn label(judged: &Judged) -> (&'static str, &'static str) {
        match judged.signal {
            None => ("Common Cause", "common_cause"),
            Some(Signal::OutsideAbove) => ("Above UCL", "high"),
            Some(Signal::OutsideBelow) => ("Below LCL", "low"),
            Some(Signal::TrendRising) => ("7 Point Trend (Increasing)", "high"),
            Some(Signal::TrendFalling) => ("7 Point Trend (Decreasing)", "low"),
            Some(Signal::TwoInThreeAbove) => ("2 in 3 Above CL", "high"),
            Some(Signal::TwoInThreeBelow) => ("2 in 3 Below CL", "low"),
            Some(Signal::ShiftAbove) => ("7 Points Above CL", "high"),
            Some(Signal::ShiftBelow) => ("7 Points Below CL", "low"),
        }
    }

    /// Seen to fail with 2.66 made 2.67, with `>` made `>=` at the centre, and with trends of 6.
    #[test]
    fn reference_points() {
        let cases = by_case(rows("spc_cases.csv"));
        let mut wanted: BTreeMap<(String, bool), Vec<Row>> = BTreeMap::new();
        for row in rows("spc_points.csv") {
            let key = (row["case_id"].clone(), row["screen_outliers"] == "TRUE");
            wanted.entry(key).or_default().push(row);
        }
        let mut count = 0;
        for ((case, screen), wanted) in wanted {
            let found = judge(&cases[&case], screen);
            assert_eq!(found.len(), wanted.len(), "{case}");
            for (found, row) in found.iter().zip(&wanted) {
                let place = format!("{case} screen {screen} idx {}", row["idx"]);
                check(found, row, &place);
                count += 1;
            }
        }
        assert_eq!(count, 2746);
    }

    fn check(found: &Judged, row: &Row, place: &str) {
        assert_eq!(found.segment.to_string(), row["baseline"], "{place}");
        let centre = found.centre.unwrap();
        assert!(close(centre, &row["centre"]), "{place}: centre {centre}");
        let side = found.value.map_or(0, |v| i8::from(v > centre) - i8::from(v < centre));
        assert_eq!(side.to_string(), row["side_of_centre"], "{place}: side");
        match found.limits {
            None => {
                assert_eq!((row["lpl"].as_str(), row["upl"].as_str()), ("NA", "NA"), "{place}");
                assert_eq!(
                    (row["near_limits"].as_str(), row["astronomical"].as_str()),
                    ("NA", "NA")
                );
            }
            Some(limits) => {
                assert!(close(limits.lower, &row["lpl"]), "{place}: {limits:?}");
                assert!(close(limits.upper, &row["upl"]), "{place}: {limits:?}");
                let value = found.value.unwrap();
                let near = value > limits.near_upper && value <= limits.upper
                    || value < limits.near_lower && value >= limits.lower;
                assert_eq!(u8::from(near).to_string(), row["near_limits"], "{place}: near");
                assert_eq!(found.outside.abs().to_string(), row["astronomical"], "{place}");
            }
        }
        assert_eq!(found.shift.abs().to_string(), row["shift7"], "{place}: shift");
        assert_eq!(found.trend.abs().to_string(), row["trend7"], "{place}: trend");
        assert_eq!(
            found.two_in_three.abs().to_string(),
            row["two_in_three"],
            "{place}: two in three"
        );
        let label = label(found);
        assert_eq!(label.0, row["special_cause_type"], "{place}");
        assert_eq!(label.1, row["high_or_low"], "{place}");
        assert_eq!(i8::from(found.signal.is_some()).to_string(), row["special_cause"], "{place}");
        let few = i8::from(found.few_points).to_string();
        assert_eq!(few, row["few_points_warning"], "{place}: few points");
    }

    #[test]
    fn reference_limits() {
        let cases = by_case(rows("spc_cases.csv"));
        let mut count = 0;
        for row in rows("spc_limits.csv") {
            let case = &row["case_id"];
            let found = judge(&cases[case], row["screen_outliers"] == "TRUE");
            let own: Vec<&Judged> =
                found.iter().filter(|p| p.segment.to_string() == row["baseline"]).collect();
            assert_eq!(own.len().to_string(), row["n"], "{case}");
            assert!(close(own[0].centre.unwrap(), &row["centre"]), "{case}");
            match own[0].limits {
                None => assert_eq!(row["lpl"], "NA", "{case}"),
                Some(limits) => {
                    assert!(close(limits.lower, &row["lpl"]), "{case}");
                    assert!(close(limits.upper, &row["upl"]), "{case}");
                    let range = (limits.upper - limits.centre) / crate::spc::MOVING_RANGE_FACTOR;
                    assert!(close(range, &row["mean_moving_range"]), "{case}");
                }
            }
            let special = own.iter().filter(|p| p.signal.is_some()).count();
            assert_eq!(special.to_string(), row["n_special_cause"], "{case}");
            count += 1;
        }
        assert_eq!(count, 92);
    }

    #[test]
    fn a_gap_ends_every_run() {
        let given = |values: &[Option<f64>]| -> Vec<Given> {
            values.iter().map(|value| Given { value: *value, rebase: false }).collect()
        };
        let mut values: Vec<Option<f64>> = [4.0, 16.0].repeat(8).into_iter().map(Some).collect();
        values.extend([Some(12.0); 7]);
        let rules = PeerRules { variant: Variant::Nhs, screen: false, fix: Some(16) };
        assert!(analyse(&given(&values), &rules).iter().any(|p| p.shift == 1));
        values[19] = None;
        assert!(analyse(&given(&values), &rules).iter().all(|p| p.shift == 0));
        assert_eq!(analyse(&[], &rules), []);
    }

    proptest::proptest! {
        #[test]
        fn any_points_can_be_judged(
            points in proptest::collection::vec((proptest::option::of(-1e9..1e9f64), 0..20u8), 0..90),
            screen: bool,
            fix in proptest::option::of(0usize..40),
            variant in 0..3usize,
        ) {
            let given: Vec<Given> =
                points.iter().map(|(value, r)| Given { value: *value, rebase: *r == 0 }).collect();
            let variant = [Variant::Adjusted, Variant::Nhs, Variant::Nhsr][variant];
            let judged = analyse(&given, &PeerRules { variant, screen, fix });
            proptest::prop_assert_eq!(judged.len(), given.len());
        }
    }
}
