//! What comes out for plain and for hostile words.

use super::*;

/// An edition with that text wherever somebody may type one.
fn edition(typed: &str) -> Edition {
    let table = Table {
        title: None,
        columns: vec![
            Column { name: "All 13 weeks entered".into(), figures: false },
            Column { name: "In all".into(), figures: true },
            Column { name: "What it means".into(), figures: false },
        ],
        rows: (0..14)
            .map(|n| {
                let meaning = Cell {
                    text: "rose".into(),
                    tone: Tone::Good,
                    soft: ", likely 14% to 37%".into(),
                };
                let name = if n == 0 { typed } else { "Calls" };
                vec![Cell::plain(name), Cell::plain(format!("1,{n:03}")), meaning]
            })
            .collect(),
    };
    Edition {
        organisation: typed.into(),
        service: typed.into(),
        months: "January to March 2019".into(),
        label: "Q4 2018/19".into(),
        number: "Edition 1".into(),
        approved: format!("Approved on 12 April 2019 by {typed}"),
        headline: "Calls rose 25% and website visits rose 40%".into(),
        sentences: vec![typed.into()],
        figures: vec![Figure {
            number: "1,625".into(),
            unit: "calls".into(),
            verdict: "Rose 25%".into(),
            tone: Tone::Signal,
            detail: typed.into(),
            svg: Some(DRAWING.into()),
            alt: format!("Rose 25%. {typed}"),
        }],
        sides: Some(Sides { better: vec![typed.into()], worse: vec![typed.into()] }),
        caveat: Some(typed.into()),
        happened: vec![typed.into()],
        comment: Some(Comment {
            title: format!("Comment by {typed}"),
            lines: vec![typed.into(), typed.into()],
        }),
        sections: vec![
            Section { title: "All channels".into(), parts: vec![Part::Table(table)] },
            Section {
                title: "What was accepted".into(),
                parts: vec![
                    Part::Text(typed.into()),
                    Part::List(vec![typed.into()]),
                    Part::Terms(vec![(typed.into(), typed.into())]),
                ],
            },
        ],
        head: "0123456789abcdef".repeat(4),
        address: "/services/north/quarter/2018-Q4/edition/1".into(),
        prepared: "2026-11-23".parse().unwrap(),
        prepared_on: "Prepared on 23 November 2026".into(),
    }
}

const DRAWING: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 320 168\"><style>text{font-family:Inter}</style><rect x=\"8\" y=\"28\" width=\"24\" height=\"102\" fill=\"#0d5c63\"/><text x=\"20\" y=\"147\">JFM</text></svg>";

#[test]
fn whatever_was_typed_stays_text() {
    for typed in [
        "Helpline North",
        "#import \"@preview/evil:1.0.0\": * #panic()",
        "*bold* _it_ $x^2$ `raw` = title - list / term: @ref <label> // comment /* \\ ~ --- \"quotes\" 'single'",
        "#let it = read(\"/etc/passwd\")",
        "\"}, \"sentences\": [\"x\"], {\"",
        "خط المساعدة \u{202e}abc\u{202c} 🙂👩‍👩‍👧 𝕏 \u{e000} \u{fffe} \u{0}",
        "",
        " ",
        &"Said ".repeat(120),
        &"W".repeat(600),
        &"ŵ̂é".repeat(200),
    ] {
        let made = pdf(&edition(typed)).unwrap_or_else(|error| panic!("{typed}: {error}"));
        assert!(made.starts_with(b"%PDF-1."), "{typed}");
    }
}

#[test]
fn the_same_edition_is_the_same_file() {
    let made = || pdf(&edition("Helpline North")).unwrap();
    assert_eq!(made(), made());
}

#[test]
fn an_edition_without_anything_beside_its_finding_is_a_paper_too() {
    let edition = Edition {
        figures: vec![],
        sides: None,
        caveat: None,
        happened: vec![],
        comment: None,
        sections: vec![],
        sentences: vec![],
        ..edition("Helpline North")
    };
    assert!(pdf(&edition).is_ok());
}

/// Each overflow moves what follows: page numbers must settle all the same.
#[test]
fn a_first_sheet_may_be_more_than_one() {
    let mut before = 2;
    for lines in [0, 12, 24, 36, 150] {
        let title = "Comment by Sam".into();
        let comment = Comment { title, lines: vec!["Said.".into(); lines] };
        let edition = Edition { comment: Some(comment), ..edition("Helpline North") };
        let made = pdf(&edition).unwrap_or_else(|error| panic!("{lines}: {error}"));
        let pages = made.windows(12).filter(|bytes| bytes == b"/Type/Page/R").count();
        assert!(pages >= before, "{lines}: {pages}");
        before = pages;
    }
    assert!(before >= 4, "{before}");
}
