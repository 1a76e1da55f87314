//! Quantiles of the distributions behind the intervals, to at least 1e-8 relative.
//!
//! The ready-made inverses of statrs stop after 140 terms of a continued fraction, too few for
//! website visits in the millions, so only its special functions are used: a bracketed Newton step
//! on the logarithm of the value (gamma) or of the odds (beta), and for large counts the
//! Cornish–Fisher expansion (Cornish & Fisher 1938), whose error there is below 1e-9.

use statrs::function::erf::erfc_inv;
use statrs::function::gamma::{gamma_lr, ln_gamma};

/// From here on the expansion is closer than the continued fraction is worth its time.
const LARGE: f64 = 5_000.0;

/// Value below which a standard normal lies with probability `p`.
pub fn normal_quantile(p: f64) -> f64 {
    -std::f64::consts::SQRT_2 * erfc_inv(2.0 * p)
}

/// Value below which Student's t with `df` degrees of freedom lies with probability `p`.
pub fn t_quantile(p: f64, df: f64) -> f64 {
    if p < 0.5 {
        return -t_quantile(1.0 - p, df);
    }
    if p == 0.5 {
        return 0.0;
    }
    // df ÷ (df + t²) is beta(df/2, 1/2), so that its odds are df ÷ t².
    (df * (-beta_log_odds(df / 2.0, 0.5, 2.0 * (1.0 - p))).exp()).sqrt()
}

/// Value below which a gamma of that shape and scale 1 lies with probability `p`.
pub(super) fn gamma_quantile(shape: f64, p: f64) -> f64 {
    let start = cornish_fisher(p, log_gamma_cumulants(shape));
    if shape >= LARGE {
        return start.exp();
    }
    let ln_gamma_shape = ln_gamma(shape);
    solve(start, p, |v| {
        let x = v.exp();
        if x <= f64::MIN_POSITIVE {
            return (0.0, 0.0);
        }
        (gamma_lr(shape, x.min(1e300)), (shape * v - x - ln_gamma_shape).exp())
    })
    .exp()
}

/// Logarithm of the odds x ÷ (1 − x) below which a beta(a, b) lies with probability `p`.
pub(super) fn beta_log_odds(a: f64, b: f64, p: f64) -> f64 {
    // The log odds of a beta are the difference of the logarithms of two gammas.
    let (ka, kb) = (log_gamma_cumulants(a), log_gamma_cumulants(b));
    let start = cornish_fisher(p, [ka[0] - kb[0], ka[1] + kb[1], ka[2] - kb[2], ka[3] + kb[3]]);
    if a.min(b) >= LARGE {
        return start;
    }
    let ln_beta = ln_beta(a, b);
    solve(start, p, |v| {
        let (ln_x, ln_y) = (-(-v).exp().ln_1p(), -v.exp().ln_1p());
        let density = (a * ln_x + b * ln_y - ln_beta).exp();
        (beta_cdf(a, b, ln_x.exp(), ln_y.exp(), density), density)
    })
}

/// Solves `f(v) = p` for an increasing `f` with values from 0 to 1 that also gives its slope.
fn solve(start: f64, p: f64, f: impl Fn(f64) -> (f64, f64)) -> f64 {
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut v = if start.is_finite() { start.clamp(-600.0, 600.0) } else { 0.0 };
    let mut stride = 1.0;
    for _ in 0..200 {
        let (value, slope) = f(v);
        if value < p {
            low = v;
        } else {
            high = v;
        }
        let newton = v - (value - p) / slope;
        let next =
            if newton.is_finite() && newton > low && newton < high && (newton - v).abs() < 4.0 {
                newton
            } else if low.is_finite() && high.is_finite() {
                f64::midpoint(low, high)
            } else {
                stride *= 2.0;
                if low.is_finite() { v + stride } else { v - stride }
            };
        let step = (next - v).abs();
        v = next;
        if step <= 1e-13 * v.abs().max(1.0) {
            break;
        }
    }
    v
}

/// Distribution function of beta(a, b) at `x` = 1 − `y`, by the continued fraction (DLMF 8.17.22,
/// evaluated after Lentz 1976); `density` is x^a y^b ÷ B(a, b).
fn beta_cdf(a: f64, b: f64, x: f64, y: f64, density: f64) -> f64 {
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - density * fraction(b, a, y) / b;
    }
    density * fraction(a, b, x) / a
}

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let guard = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / guard(1.0 - (a + b) * x / (a + 1.0));
    let mut product = d;
    for step in 1..100_000_u32 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / guard(1.0 + even * d);
        c = guard(1.0 + even / c);
        product *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / guard(1.0 + odd * d);
        c = guard(1.0 + odd / c);
        product *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    product
}

/// ln B(a, b) without the loss that ln Γ(b) − ln Γ(a + b) brings when b is large.
fn ln_beta(a: f64, b: f64) -> f64 {
    let (a, b) = (a.min(b), a.max(b));
    if b < 1_000.0 {
        return ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    }
    let stirling = |x: f64| (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / (1260.0 * x * x)) / (x * x)) / x;
    let difference =
        (b + a - 0.5) * (a / b).ln_1p() + a * b.ln() - a + stirling(a + b) - stirling(b);
    ln_gamma(a) - difference
}

/// Cumulants 1 to 4 of the logarithm of a gamma variable: the polygamma functions, by recurrence
/// up to 12 and their asymptotic series from there (DLMF 5.11.2, 5.15.8).
fn log_gamma_cumulants(shape: f64) -> [f64; 4] {
    let mut x = shape;
    let mut sum = [0.0; 4];
    while x < 12.0 {
        let i = 1.0 / x;
        sum[0] -= i;
        sum[1] += i * i;
        sum[2] -= 2.0 * i.powi(3);
        sum[3] += 6.0 * i.powi(4);
        x += 1.0;
    }
    let i = 1.0 / x;
    let i2 = i * i;
    sum[0] += x.ln() - i / 2.0 - i2 / 12.0 * (1.0 - i2 / 10.0);
    sum[1] += i + i2 / 2.0 + i2 * i / 6.0 * (1.0 - i2 / 5.0);
    sum[2] -= i2 + i2 * i + i2 * i2 / 2.0 * (1.0 - i2 / 3.0);
    sum[3] += 2.0 * i2 * i + 3.0 * i2 * i2 + 2.0 * i2 * i2 * i * (1.0 - i2);
    sum
}

/// Quantile from four cumulants.
fn cornish_fisher(p: f64, [mean, variance, third, fourth]: [f64; 4]) -> f64 {
    let z = normal_quantile(p);
    let sd = variance.sqrt();
    let skew = third / sd.powi(3);
    let excess = fourth / (variance * variance);
    let w = z + skew * (z * z - 1.0) / 6.0 + excess * (z.powi(3) - 3.0 * z) / 24.0
        - skew * skew * (2.0 * z.powi(3) - 5.0 * z) / 36.0;
    mean + sd * w
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64, tolerance: f64) {
        assert!((found / expected - 1.0).abs() < tolerance, "{found} is not {expected}");
    }

    /// Values of R 4.2 (`qnorm`, `qt`, `qchisq`), and of tables printed everywhere.
    #[test]
    fn known_quantiles() {
        close(normal_quantile(0.975), 1.959_963_984_540_054, 1e-12);
        close(t_quantile(0.975, 3.0), 3.182_446_305_284_263, 1e-9);
        close(t_quantile(0.975, 10.0), 2.228_138_851_964_939, 1e-9);
        close(t_quantile(0.975, 1e6), 1.959_966_356_820_6, 1e-9);
        close(t_quantile(0.025, 10.0), -2.228_138_851_964_939, 1e-9);
        close(2.0 * gamma_quantile(0.5, 0.95), 3.841_458_820_694_124, 1e-9);
        close(2.0 * gamma_quantile(5.0, 0.025), 3.246_972_780_236_84, 1e-9);
    }

    /// The expansion for large counts against the continued fraction, where both are good.
    #[test]
    fn the_expansion_meets_the_fraction() {
        for (a, b) in [(LARGE, LARGE), (LARGE, 40_000.0), (9_000.0, 6_000.0)] {
            for p in [0.005, 0.025, 0.975, 0.995] {
                let v = beta_log_odds(a, b, p);
                let (x, y) = (1.0 / (1.0 + (-v).exp()), 1.0 / (1.0 + v.exp()));
                let density = (a * x.ln() + b * y.ln() - ln_beta(a, b)).exp();
                let miss = (beta_cdf(a, b, x, y, density) - p) / density;
                assert!(miss.abs() < 1e-7, "beta({a}, {b}) at {p}: {miss}");
            }
        }
        for p in [0.005, 0.025, 0.975, 0.995] {
            let x = gamma_quantile(LARGE, p);
            let density = (LARGE * x.ln() - x - ln_gamma(LARGE)).exp();
            let miss = (gamma_lr(LARGE, x) - p) / density;
            assert!(miss.abs() < 1e-7, "gamma at {p}: {miss}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_shape_has_quantiles_in_order(a in 0.5f64..5e9, b in 0.5f64..5e9, p in 0.001f64..0.999) {
            let v = beta_log_odds(a, b, p);
            proptest::prop_assert!(v.is_finite() && v <= beta_log_odds(a, b, p + 0.0005));
            let x = gamma_quantile(a, p);
            proptest::prop_assert!(x.is_finite() && x >= 0.0 && x <= gamma_quantile(a, p + 0.0005));
        }
    }
}
