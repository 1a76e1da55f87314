//! Loads two sides of a comparison: quarters, or weeks.

use app::ServiceLink;
use app::compare::{Against, Compare, ComparePage, CompareQuery, Found};
use app::error::Error;
use beforehand::change::{Sides, ranges};
use beforehand::compare::compare;
use beforehand::invalid::Invalid;
use beforehand::quarter::Quarter;
use beforehand::series::Ledger;
use beforehand::twin::{Twin, twins};
use beforehand::week::Week;
use chrono::NaiveDate;

use super::Access;
use super::trends::line::{latest, quarters};

#[async_trait::async_trait]
impl Compare for Access {
    async fn compare(&self, query: CompareQuery) -> Result<ComparePage, Error> {
        let place = self.place()?;
        let ledger = self.house.store.ledger(place.service).await?.ok_or(Error::NotFound)?;
        Ok(page(&ledger, query, self.today))
    }
}

fn page(ledger: &Ledger, query: CompareQuery, today: NaiveDate) -> ComparePage {
    let service = &ledger.service;
    let quarters = quarters(ledger, today);
    let began = service.channels.iter().map(|channel| channel.first).min();
    // The week under way may be chosen, and is left out.
    let last = Week::containing(today);
    let weeks = (began.unwrap_or(last), last);
    let found = match &query.weeks {
        Some(typed) => {
            ranges(typed, weeks.0, today).map(|ranges| (Sides::ranges(ranges, today), Vec::new()))
        }
        None => of_quarters(ledger, &query, &quarters, today).map_err(|wrong| vec![wrong]),
    };
    let found =
        found.map(|(sides, twins)| Found { compared: compare(ledger, sides, today), twins });
    ComparePage {
        service: ServiceLink { slug: service.slug.clone(), name: service.name.clone() },
        query,
        year_start: service.year_start,
        quarters,
        weeks,
        found,
    }
}

fn of_quarters(
    ledger: &Ledger,
    query: &CompareQuery,
    quarters: &[Quarter],
    today: NaiveDate,
) -> Result<(Sides, Vec<Twin>), Invalid> {
    let start = ledger.service.year_start;
    let later = match &query.quarter {
        Some(name) => Quarter::parse(name, start)?,
        None => latest(ledger, quarters, today),
    };
    let sides = |earlier| (Sides::quarters(earlier, later, today), Vec::new());
    Ok(match &query.with {
        Against::Before => sides(later.previous()),
        Against::YearBefore => sides(later.year_before()),
        Against::Quarter(name) => {
            let named = Quarter::parse(name, start);
            sides(before(named.map_err(|wrong| Invalid::new("with", wrong.problem))?, later)?)
        }
        Against::Weeks(region) => {
            let sides = Sides::same_weeks(later, *region, today);
            let twins = twins(&sides.later.weeks, *region);
            (sides, twins)
        }
    })
}

fn before(earlier: Quarter, later: Quarter) -> Result<Quarter, Invalid> {
    if earlier < later {
        return Ok(earlier);
    }
    let sentence = format!("Choose a quarter before {} to compare it with.", later.months());
    Err(Invalid::new("with", sentence))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(pairs: &[(&str, &str)]) -> ComparePage {
        let today = "2026-11-24".parse().unwrap();
        let ledger = crate::demo::demo(today).ledger();
        page(&ledger, CompareQuery::read(pairs.iter().copied()), today)
    }

    fn shown(pairs: &[(&str, &str)]) -> String {
        app::render(app::Page::Compare(Box::new(made(pairs))), app::Frame::default()).html
    }

    #[test]
    fn the_founding_quarter_says_what_the_quarter_page_says() {
        let html = shown(&[("quarter", "2018-Q4")]);
        for said in [
            "Calls rose 25% on October to December 2018",
            "Website visits rose 40% on October to December 2018",
            "Even if nothing had happened, about one in twenty",
            "All contacts answered",
            "Answered, of calls offered",
            "Before an offence, of contacts with a known answer",
            "Weeks 1 to 4",
            "An open day",
        ] {
            assert!(html.contains(said), "{said}");
        }
        assert!(!html.contains("Which week with which"));
    }

    #[test]
    fn the_same_weeks_say_which_with_which() {
        let html = shown(&[("quarter", "2026-Q1"), ("with", "weeks")]);
        for said in [
            "the same weeks a year before",
            "<th scope=\"row\">6 April 2026</th><td>21 April 2025</td><td class=\"n\">50</td>\
             <td>Easter Monday</td><td>Easter Monday</td>",
            "the bank holidays of England and Wales",
            "The holidays of all pairs agree.",
            "<option value=\"weeks\" selected>",
        ] {
            assert!(html.contains(said), "{said}");
        }
        let north = shown(&[("quarter", "2026-Q2"), ("with", "weeks-northern-ireland")]);
        assert!(north.contains("<td>Battle of the Boyne</td><td>Battle of the Boyne</td>"));
    }

    #[test]
    fn steps_keep_what_is_compared() {
        let check = |with: &str, expected: &str| {
            let html = shown(&[("quarter", "2018-Q4"), ("with", with)]);
            assert!(html.contains(expected), "{expected}");
        };
        check("before", "compare?quarter=2019-Q1\" rel=\"next\"");
        check("weeks-scotland", "compare?quarter=2018-Q3&amp;with=weeks-scotland\" rel=\"prev\"");
        // Two quarters that were chosen stay as far apart.
        check("2018-Q1", "compare?quarter=2019-Q1&amp;with=2018-Q2\" rel=\"next\"");
        check("2018-Q1", "<option value=\"2018-Q1\" selected>");
    }

    #[test]
    fn a_quarter_under_way_has_no_verdict() {
        let html = shown(&[("quarter", "2026-Q3")]);
        assert!(html.contains("No verdict yet on"), "{html}");
        assert!(html.contains("as many weeks of the other side"));
        assert!(!html.contains("Even if nothing had happened"));
    }

    #[test]
    fn only_an_earlier_quarter_can_be_compared_with() {
        for pairs in [
            [("quarter", "2018-Q4"), ("with", "2018-Q4")],
            [("quarter", "2018-Q4"), ("with", "2020-Q1")],
            [("quarter", "2018-Q4"), ("with", "nonsense")],
        ] {
            let wrong = made(&pairs).found.map(|_| ()).unwrap_err();
            assert_eq!(wrong[0].field, "with", "{pairs:?}");
        }
    }

    const WEEKS: [(&str, &str); 4] = [
        ("first", "2019-01-07"),
        ("last", "2019-02-25"),
        ("with-first", "2018-03-05"),
        ("with-last", "2018-12-17"),
    ];

    #[test]
    fn any_weeks_say_which_they_are() {
        let html = shown(&WEEKS);
        for said in [
            "figures changed between 5 March to 23 December 2018 and 7 January to 3 March 2019",
            "8 weeks from Monday 7 January 2019 to Sunday 3 March 2019, compared with 42 weeks from \
             Monday 5 March 2018 to Sunday 23 December 2018. The sides may differ in length",
            "Even if nothing had happened, about one in twenty",
            "<details open class=\"any-weeks no-print\">",
            "value=\"2019-01-07\"",
            // Both sides move by the eight weeks of the later one.
            "compare?first=2018-11-12&amp;last=2018-12-31&amp;with-first=2018-01-08&amp;\
             with-last=2018-10-22\" rel=\"prev\" class=\"chip\">8 weeks earlier",
            "compare?first=2019-03-04&amp;last=2019-04-22&amp;with-first=2018-04-30&amp;\
             with-last=2019-02-11\" rel=\"next\" class=\"chip\">8 weeks later",
        ] {
            assert!(html.contains(said), "{said}: {html}");
        }
        assert!(!html.contains("The share by four weeks") && !html.contains("is left out"));
    }

    #[test]
    fn the_week_under_way_is_left_out_and_nothing_lies_after_it() {
        let html = shown(&[
            ("first", "2026-10-19"),
            ("last", "2026-11-23"),
            ("with-first", "2026-09-14"),
            ("with-last", "2026-10-12"),
        ]);
        for said in [
            "5 weeks from Monday 19 October 2026 to Sunday 22 November 2026, compared with 5 weeks",
            "The week of Monday 23 November 2026 is not over and is left out.",
            "5 weeks earlier",
            "The share by four weeks",
        ] {
            assert!(html.contains(said), "{said}: {html}");
        }
        assert!(!html.contains("weeks later") && !html.contains("The sides may differ"));
        // Any day of these weeks asks for the same, and stays as it was typed.
        let days = shown(&[
            ("first", "2026-10-21"),
            ("last", "2026-11-24"),
            ("with-first", "2026-09-20"),
            ("with-last", "2026-10-18"),
        ]);
        for said in [
            "5 weeks from Monday 19 October 2026 to Sunday 22 November 2026, compared with 5 weeks",
            "The week of Monday 23 November 2026 is not over and is left out.",
            "value=\"2026-10-21\"",
            "compare?first=2026-09-14&amp;last=2026-10-12&amp;",
        ] {
            assert!(days.contains(said), "{said}: {days}");
        }
    }

    #[test]
    fn weeks_that_cannot_be_compared_are_asked_again() {
        let mut pairs = WEEKS;
        pairs[3].1 = "2019-01-14";
        let html = shown(&pairs);
        for said in [
            "<title>Error: Compare",
            "There is a problem",
            "Both sides hold the week of Monday 7 January 2019.",
            "value=\"2019-01-14\"",
            "aria-describedby=\"with-first-error weeks-hint\"",
        ] {
            assert!(html.contains(said), "{said}: {html}");
        }
        assert!(!html.contains("In total and by channel"));
    }
}
