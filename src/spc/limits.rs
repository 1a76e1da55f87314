//! Centre line and limits of a baseline (`XmR`: individual values and moving ranges).
//!
//! Source: Wheeler, *Understanding Variation*; NHS England, *Making Data Count*;
//! NHSRplotthedots 0.2.2 for screening.

use super::Limits;

/// 3 ÷ 1.128 as everybody prints it: from a mean moving range to three sigma (Wheeler).
pub const MOVING_RANGE_FACTOR: f64 = 2.66;
/// Near limits lie two thirds of the way to the outer ones.
pub const NEAR: f64 = 2.0 / 3.0;
/// Moving ranges of this many times their mean and more are outlying (Wheeler).
pub const SCREEN_FACTOR: f64 = 3.267;

/// What a baseline says: its centre always, limits where a moving range is left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Centre {
    /// Mean of the baseline.
    pub centre: f64,
    /// Mean moving range, after screening.
    pub moving_range: Option<f64>,
    /// Outer and near limits.
    pub limits: Option<Limits>,
}

/// Centre and limits of `baseline`, in which a gap is `None`: no moving range crosses it.
///
/// `screen` drops outlying moving ranges once; `rho` widens the limits for weeks that resemble each
/// other (0 for none). None when the baseline holds no value.
pub fn centre_and_limits(baseline: &[Option<f64>], screen: bool, rho: f64) -> Option<Centre> {
    let values: Vec<f64> = baseline.iter().copied().flatten().collect();
    let centre = mean(&values)?;
    let moving_range = moving_range(baseline, screen);
    let limits = moving_range.map(|range| {
        let distance = MOVING_RANGE_FACTOR * range / (1.0 - rho).sqrt();
        around(centre, distance)
    });
    Some(Centre { centre, moving_range, limits })
}

/// Mean distance of neighbours; none without neighbours, or when screening leaves none.
fn moving_range(baseline: &[Option<f64>], screen: bool) -> Option<f64> {
    let ranges: Vec<f64> = baseline
        .windows(2)
        .filter_map(|pair| match pair {
            [Some(a), Some(b)] => Some((b - a).abs()),
            _ => None,
        })
        .collect();
    let all = mean(&ranges)?;
    if !screen {
        return Some(all);
    }
    let kept: Vec<f64> = ranges.into_iter().filter(|range| *range < SCREEN_FACTOR * all).collect();
    mean(&kept)
}

fn around(centre: f64, distance: f64) -> Limits {
    Limits {
        centre,
        lower: centre - distance,
        upper: centre + distance,
        near_lower: centre - distance * NEAR,
        near_upper: centre + distance * NEAR,
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    if values.is_empty() { None } else { Some(values.iter().sum::<f64>() / values.len() as f64) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VECTOR: [f64; 18] =
        [1.0, 2.0, 1.0, 2.0, 10.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0];

    fn check(values: &[f64], screen: bool, rho: f64, expected: (f64, f64, f64)) {
        let values: Vec<_> = values.iter().copied().map(Some).collect();
        let limits = centre_and_limits(&values, screen, rho).unwrap().limits.unwrap();
        let round = |x: f64| (x * 100.0).round() / 100.0;
        assert_eq!(
            (round(limits.centre), round(limits.lower), round(limits.upper)),
            expected,
            "screen {screen} rho {rho}"
        );
    }

    #[test]
    fn one_spike() {
        check(&VECTOR, true, 0.0, (1.94, -0.72, 4.60));
        check(&VECTOR, false, 0.0, (1.94, -3.06, 6.95));
    }

    #[test]
    fn resembling_weeks_widen_the_limits() {
        // 1 / √(1 − 0.75) = 2: the distance of 2.66 doubles.
        check(&[10.0, 11.0, 10.0, 11.0], false, 0.75, (10.5, 5.18, 15.82));
    }

    #[test]
    fn little_to_go_by() {
        assert_eq!(centre_and_limits(&[], false, 0.0), None);
        assert_eq!(centre_and_limits(&[None], false, 0.0), None);
        let alone = centre_and_limits(&[Some(3.0), None, Some(5.0)], false, 0.0).unwrap();
        assert_eq!((alone.centre, alone.limits), (4.0, None));
        let equal = [Some(12.0); 5];
        let limits = centre_and_limits(&equal, false, 0.4).unwrap().limits.unwrap();
        assert_eq!((limits.lower, limits.upper), (12.0, 12.0));
        assert_eq!(centre_and_limits(&equal, true, 0.0).unwrap().limits, None);
    }

    proptest::proptest! {
        #[test]
        fn limits_hold_the_centre(
            values in proptest::collection::vec(proptest::option::of(0.0..1e7f64), 0..80),
            screen: bool,
            rho in 0.0..0.8f64,
        ) {
            let Some(found) = centre_and_limits(&values, screen, rho) else { return Ok(()) };
            if let Some(l) = found.limits {
                proptest::prop_assert!(l.lower <= l.near_lower && l.near_lower <= l.centre);
                proptest::prop_assert!(l.centre <= l.near_upper && l.near_upper <= l.upper);
            }
        }

        /// A week nobody entered says nothing: at the end of a baseline it changes no figure.
        #[test]
        fn a_gap_changes_nothing(
            values in proptest::collection::vec(0.0..1e7f64, 1..80),
            gaps in 1usize..5,
        ) {
            let before: Vec<_> = values.iter().copied().map(Some).collect();
            let mut after = before.clone();
            after.extend(vec![None; gaps]);
            proptest::prop_assert_eq!(
                centre_and_limits(&before, false, 0.3),
                centre_and_limits(&after, false, 0.3)
            );
            let middle = gaps % after.len();
            after.insert(middle, None);
            proptest::prop_assert_eq!(
                centre_and_limits(&before, false, 0.3).map(|c| c.centre),
                centre_and_limits(&after, false, 0.3).map(|c| c.centre)
            );
        }
    }
}
