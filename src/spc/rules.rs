//! The four rules that tell a signal from the ups and downs of a steady line, and their precedence.
//!
//! Each takes one segment, in which a gap (or a week without limits) is `None`: every run ends
//! there. Each answers with 1 (above, rising), −1 (below, falling) or 0 for every point.
//! Source: NHS England, *Making Data Count*; NHSRplotthedots 0.2.2.

use super::{Limits, Signal, Variant};

/// A point with the limits it is judged by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// Its value.
    pub value: f64,
    /// Its limits.
    pub limits: Limits,
    /// Points on one side of the centre that make a shift, by this point's ρ.
    pub run: u8,
}

impl Placed {
    /// 1 strictly above the centre, −1 strictly below, 0 on it.
    fn side(&self) -> i8 {
        i8::from(self.value > self.limits.centre) - i8::from(self.value < self.limits.centre)
    }

    fn outside(&self) -> i8 {
        i8::from(self.value > self.limits.upper) - i8::from(self.value < self.limits.lower)
    }

    fn beyond_near(&self) -> i8 {
        i8::from(self.value > self.limits.near_upper)
            - i8::from(self.value < self.limits.near_lower)
    }
}

/// Points strictly rising or falling that make a trend.
const TREND: usize = 7;

/// Points on one side of the centre that make a shift: 7 by the NHS's rules; more, the more weeks
/// resemble each other, by the adjusted ones.
pub fn required_run(variant: Variant, rho: f64) -> u8 {
    match variant {
        Variant::Nhs | Variant::Nhsr => 7,
        Variant::Adjusted if rho < 0.15 => 7,
        Variant::Adjusted if rho < 0.35 => 9,
        Variant::Adjusted if rho < 0.5 => 11,
        Variant::Adjusted => 13,
    }
}

/// Rule 1: strictly outside the limits.
pub fn outside(points: &[Option<Placed>]) -> Vec<i8> {
    points.iter().map(|point| point.as_ref().map_or(0, Placed::outside)).collect()
}

/// Rule 2: seven points strictly rising or falling. A tie breaks it. The point that ends one trend
/// and starts the next takes the direction of the next.
pub fn trend(points: &[Option<Placed>]) -> Vec<i8> {
    let step = |i: usize| match (points[i], points[i + 1]) {
        (Some(a), Some(b)) => i8::from(b.value > a.value) - i8::from(b.value < a.value),
        _ => 0,
    };
    let mut flags = vec![0; points.len()];
    let mut start = 0;
    while start + 1 < points.len() {
        let direction = step(start);
        let mut end = start + 1;
        while direction != 0 && end + 1 < points.len() && step(end) == direction {
            end += 1;
        }
        if direction != 0 && end - start + 1 >= TREND {
            flags[start..=end].fill(direction);
        }
        start = end;
    }
    flags
}

/// Rule 3: two of three consecutive points beyond a near limit, all three strictly on one side of
/// the centre. Only the far ones are marked. Whether a point beyond the outer limit counts as far
/// depends on the variant: yes for NHS England since November 2023, no for NHSRplotthedots 0.2.2.
pub fn two_in_three(points: &[Option<Placed>], variant: Variant) -> Vec<i8> {
    let far = |point: &Placed| {
        point.beyond_near() != 0 && (variant != Variant::Nhsr || point.outside() == 0)
    };
    let mut flags = vec![0; points.len()];
    for (start, three) in points.windows(3).enumerate() {
        let [Some(a), Some(b), Some(c)] = three else { continue };
        let side = a.side();
        if side == 0 || b.side() != side || c.side() != side {
            continue;
        }
        let three = [far(a), far(b), far(c)];
        if three.iter().filter(|far| **far).count() >= 2 {
            for (offset, _) in three.iter().enumerate().filter(|(_, far)| **far) {
                flags[start + offset] = side;
            }
        }
    }
    flags
}

/// Rule 4: a run strictly on one side of the centre, each point on the side of its own centre. It
/// counts when at any of its points it has reached the length required there; then all of it is
/// marked. A point on the centre breaks it.
pub fn shift(points: &[Option<Placed>]) -> Vec<i8> {
    let side = |i: usize| points[i].as_ref().map_or(0, Placed::side);
    let mut flags = vec![0; points.len()];
    let mut start = 0;
    while start < points.len() {
        let here = side(start);
        let mut end = start;
        let mut reached = false;
        while end < points.len() && side(end) == here {
            let run = points[end].map_or(u8::MAX, |point| point.run);
            reached |= end - start + 1 >= usize::from(run);
            end += 1;
        }
        if here != 0 && reached {
            flags[start..end].fill(here);
        }
        start = end;
    }
    flags
}

/// The one label of a point: the first rule that matches.
pub fn signal(outside: i8, trend: i8, two_in_three: i8, shift: i8) -> Option<Signal> {
    let rules = [
        (outside, Signal::OutsideAbove, Signal::OutsideBelow),
        (trend, Signal::TrendRising, Signal::TrendFalling),
        (two_in_three, Signal::TwoInThreeAbove, Signal::TwoInThreeBelow),
        (shift, Signal::ShiftAbove, Signal::ShiftBelow),
    ];
    rules.into_iter().find(|(flag, ..)| *flag != 0).map(
        |(flag, up, down)| {
            if flag > 0 { up } else { down }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Centre 10, near limits 6 and 14, outer limits 4 and 16.
    fn around_ten(values: &[f64], run: u8) -> Vec<Option<Placed>> {
        let limits =
            Limits { centre: 10.0, lower: 4.0, upper: 16.0, near_lower: 6.0, near_upper: 14.0 };
        values
            .iter()
            .map(|value| (!value.is_nan()).then_some(Placed { value: *value, limits, run }))
            .collect()
    }

    const GAP: f64 = f64::NAN;

    #[test]
    fn two_of_three() {
        let check = |values: &[f64], variant, expected: &[i8]| {
            let found = two_in_three(&around_ten(values, 7), variant);
            assert_eq!(found, expected, "{values:?} {variant:?}");
        };
        check(&[11.0, 17.0, 15.0], Variant::Nhs, &[0, 1, 1]);
        check(&[11.0, 17.0, 15.0], Variant::Nhsr, &[0, 0, 0]);
        check(&[15.0, 5.0, 15.0], Variant::Nhs, &[0, 0, 0]);
        check(&[15.0, 9.0, 15.0], Variant::Nhs, &[0, 0, 0]);
        check(&[15.0, 11.0, 15.0], Variant::Nhs, &[1, 0, 1]);
        check(&[5.0, 9.0, 5.0, 5.0], Variant::Nhsr, &[-1, 0, -1, -1]);
        check(&[15.0, GAP, 15.0, 15.0], Variant::Nhs, &[0, 0, 0, 0]);
        check(&[15.0, 15.0], Variant::Nhs, &[0, 0]);
        check(&[14.0, 14.0, 14.0], Variant::Nhs, &[0, 0, 0]);
        let flags = two_in_three(&around_ten(&[11.0, 17.0, 15.0], 7), Variant::Nhs);
        let outside = outside(&around_ten(&[11.0, 17.0, 15.0], 7));
        assert_eq!(signal(outside[1], 0, flags[1], 0), Some(Signal::OutsideAbove));
        assert_eq!(signal(outside[2], 0, flags[2], 0), Some(Signal::TwoInThreeAbove));
    }

    #[test]
    fn seven_rising() {
        let check = |values: &[f64], expected: &[i8]| {
            assert_eq!(trend(&around_ten(values, 7)), expected, "{values:?}");
        };
        check(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], &[1; 7]);
        check(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[0; 6]);
        check(&[1.0, 2.0, 3.0, 4.0, 4.0, 5.0, 6.0, 7.0], &[0; 8]);
        check(&[1.0, 2.0, 3.0, GAP, 4.0, 5.0, 6.0, 7.0], &[0; 8]);
        let up_and_down: Vec<f64> = (1..=7).chain((1..=6).rev()).map(f64::from).collect();
        check(&up_and_down, &[1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1]);
        check(&[], &[]);
        check(&[1.0], &[0]);
    }

    #[test]
    fn on_one_side() {
        let check = |values: &[f64], run: u8, expected: &[i8]| {
            assert_eq!(shift(&around_ten(values, run)), expected, "{values:?} {run}");
        };
        check(&[11.0; 7], 7, &[1; 7]);
        check(&[9.0; 9], 7, &[-1; 9]);
        check(&[11.0; 7], 9, &[0; 7]);
        check(&[11.0, 11.0, 11.0, 10.0, 11.0, 11.0, 11.0, 11.0], 7, &[0; 8]);
        check(&[11.0, 11.0, 11.0, GAP, 11.0, 11.0, 11.0, 11.0], 7, &[0; 8]);
    }

    #[test]
    fn a_run_counts_once_it_has_reached_the_length_required_where_it_stands() {
        let mut points = around_ten(&[11.0; 10], 7);
        for point in points.iter_mut().take(8).flatten() {
            point.run = 11;
        }
        assert_eq!(shift(&points), [1; 10]);
        for point in points.iter_mut().flatten() {
            point.run = 11;
        }
        assert_eq!(shift(&points), [0; 10]);
        // Reached once, a run stays one where more is required later.
        for point in points.iter_mut().take(8).flatten() {
            point.run = 7;
        }
        assert_eq!(shift(&points), [1; 10]);
    }

    #[test]
    fn a_point_on_a_limit_is_inside() {
        assert_eq!(outside(&around_ten(&[16.0, 16.1, 4.0, 3.9, GAP], 7)), [0, 1, 0, -1, 0]);
    }

    proptest::proptest! {
        #[test]
        fn any_line_can_be_judged(
            values in proptest::collection::vec(proptest::option::of(0.0..20.0f64), 0..60),
            run in 0u8..20,
        ) {
            let values: Vec<f64> = values.into_iter().map(|v| v.map_or(GAP, f64::round)).collect();
            let points = around_ten(&values, run);
            let n = values.len();
            proptest::prop_assert_eq!(outside(&points).len(), n);
            proptest::prop_assert_eq!(trend(&points).len(), n);
            proptest::prop_assert_eq!(shift(&points).len(), n);
            let strict = two_in_three(&points, Variant::Nhsr);
            let loose = two_in_three(&points, Variant::Nhs);
            for (i, value) in values.iter().enumerate() {
                proptest::prop_assert!(!value.is_nan() || (strict[i] == 0 && loose[i] == 0));
                proptest::prop_assert!(strict[i] == 0 || loose[i] == strict[i]);
            }
        }
    }
}
