//! The rules, section by section, in the order a reader meets them.

use beforehand::change::{COVERAGE_FOR_VERDICT, WEEKS_FOR_VERDICT};
use beforehand::edition::NOT_RECORDED;
use beforehand::entry::NOTE_LENGTH;
use beforehand::interval::LEVEL;
use beforehand::share::{BASE_FOR_COMFORT, BASE_FOR_SHARE};
use beforehand::spc::{MOVING_RANGE_FACTOR, SUGGESTED_AFTER};
use beforehand::words::percent;
use leptos::prelude::*;

/// All of them.
pub fn rules() -> impl IntoView {
    view! {
        {counted()}
        {weeks()}
        {change()}
        {share()}
        {charts()}
        {checks()}
        {approved()}
        {outside()}
        {not_said()}
    }
}

fn counted() -> impl IntoView {
    view! {
        <h2>"What is counted"</h2>
        <p>
            "A " <b>"contact"</b> " is one call, chat, message or email that was answered. A "
            <b>"visit"</b>
            " is one visit to the website. Contacts are not people: one person may call three times. Visits are not visitors, and “visitors” is the week's own figure of the web statistics, for the visitors of seven days do not add up to those of a week. No unit is ever added to another."
        </p>
        <p>
            "Of the contacts answered, some were made " <b>"before"</b> " an offence, some "
            <b>"after"</b>
            ", and for some the question " <b>"does not apply"</b>
            ": a worried relative, a professional, a survivor. What is left over is "
            <b>"not recorded"</b> ". It is worked out, never typed."
        </p>
        <p>
            "Each figure of each week is one of four things: a " <b>"count"</b>
            " (0 is a count), " <b>"not entered"</b> " yet, " <b>"closed"</b>
            " (the line did not run that week) or " <b>"not collected"</b>
            ". A gap is never taken for a zero. A week is complete when nothing of it is not entered."
        </p>
        <p>
            "When a line is open on fewer days than usual, because of a bank holiday for instance, its week is scaled to a normal week before it is compared with anything."
        </p>
    }
}

fn weeks() -> impl IntoView {
    let coverage = percent(COVERAGE_FOR_VERDICT);
    view! {
        <h2>"Weeks and quarters"</h2>
        <p>
            "A week runs from Monday to Sunday and is named by its Monday. The current week may be entered, but takes part in nothing until its Sunday has passed. Counts by month are not taken: a month cannot be told apart into weeks. A whole week belongs to the quarter that holds its Thursday, so a quarter has 12, 13 or 14 weeks. That is why quarters are compared by how much was counted "
            <b>"a week"</b> ", never by their totals. Each is compared with the quarter before and with the same quarter a year before."
        </p>
        <p>
            "Easter falls now in one quarter, now in the next. So the page Compare can also set a quarter against the same weeks a year before: each week against the one 52 weeks before it or, at Easter and in weeks with a bank holiday of the country you choose, against the week with the same holiday. It lists which week stands against which, and where their holidays differ. All contacts are the contacts answered in every channel, added up; no verdict is given on them when a channel began or ended in between."
        </p>
        <p>
            "Compare also takes any weeks: a first and a last week for each side, up to five years. A day stands for the whole week that holds it. The sides may not share a week, and a week that is not over is left out. They may differ in length, because what is compared is how much was counted on an open day. The share before an offence is taken over the whole of each side, and not at all over fewer than four weeks; where both sides are as long, and no longer than a year, it is also shown by four weeks."
        </p>
        <p>
            "A quarter is “so far” until its last Sunday has passed. Until then it is compared with as many weeks at the start of the other quarter, and no verdict is given. How many weeks were entered is always said when some are missing; "
            {format!("when fewer than {coverage} of them are, on either side, there is no verdict.")}
        </p>
    }
}

fn change() -> impl IntoView {
    let level = percent(LEVEL);
    view! {
        <h2>"When a change is called a change"</h2>
        <p>
            "Each comparison has a range: “likely between 14% and 37%”. "
            {format!("It is a {level} range: for a true change of any size, about 19 ranges in 20 made this way hold it.")}
            " When the whole range lies above no change, we say " <b>"rose"</b>
            "; when it lies below, " <b>"fell"</b>
            "; otherwise " <b>"no clear change"</b>
            ". “No clear change” does not mean that nothing happened. It means that ordinary weeks differ by as much."
        </p>
        <p>
            "Weekly counts of real helplines vary far more than pure chance would have it, and one week resembles the next. A textbook range ignores both. On a steady line it announces a change in 20 to 30 of 100 quarters in which nothing happened. The range used here measures both from the service's own last eight quarters. It does so in 2 to 6 of 100 (at most 9 with only two quarters of history), and it still finds a rise of a quarter in half to nine tenths of cases at 120 contacts a week. The wider of this range and the exact one for small counts is shown at each end."
        </p>
        <p>
            {format!("There is no verdict with fewer than {WEEKS_FOR_VERDICT} weeks on either side, or across a change of definition: then we say which, and since when. From a quarter with none there is no percentage.")}
        </p>
    }
}

fn share() -> impl IntoView {
    view! {
        <h2>"The share made before an offence"</h2>
        <p>
            "The share is before ÷ (before + after): of the contacts with a known answer, how many came before an offence. “Does not apply” stands outside it. The unit is contacts, not people. It never means “not known to the police”."
        </p>
        <p>
            "Beside it stands how many had no answer recorded, and how low and how high the share would be had all of those come after, or all before. No guess about the missing answers can lie outside that range. When more than half are not recorded, that range comes first."
        </p>
        <p>
            {format!("With fewer than {BASE_FOR_SHARE} known answers no share is given, only the counts: “7 of 12”. With fewer than {BASE_FOR_COMFORT} it is marked “small base”.")}
            " The difference of two shares is in percentage points, with a verdict made in the same way. So is that of the calls answered of those offered, and of the part not recorded. Compare shows the share by quarter and by four weeks, never by one week, which would be mostly chance."
        </p>
        <p>
            "Phrases such as “two in five” are used only when they are true: exactly at the fraction as it stands, “about” within 1 point, “just over” or “just under” within 2.5 points, and else the per cent alone."
        </p>
    }
}

fn charts() -> impl IntoView {
    view! {
        <h2>"The usual range on charts"</h2>
        <p>
            "Charts on Trends shade the range in which a steady line stays. Each quarter's weeks are judged against the 52 entered weeks before it: their mean, and "
            {format!("{MOVING_RANGE_FACTOR}")}
            " times the average step from one week to the next to each side. Four patterns count as a " <b>"signal"</b>
            ": a week outside the range; 7 weeks rising or falling in a row; two of three weeks close to the edge; and a long run of weeks on one side of the mean."
        </p>
        <p>
            "Those are the rules of the NHS's Making Data Count. They take weeks to be unrelated; a helpline's are not. Under the plain rules, a steady line with typical weeks shows at least one signal in two of three quarters. So the range is widened, and the run made longer, by how much weeks resemble each other. Then it is about one quarter in four. The plain rules are one click away, with their own figure beside them."
        </p>
        <p>
            "An event (a campaign, a fault, a change of staff) is a mark on the charts and beside the figures: it changes no figure, and does not prove why one changed. A "
            <b>"change of definition"</b>
            " is more: from its first whole week on the line is another line. It is drawn as a break, the usual range is worked out anew from there, and no verdict is given on two quarters with the break between or inside them. Which verdicts that takes is shown before it is stored."
        </p>
        <p>
            "A signal is neither good nor bad by itself: more calls may be more need or more reach. It is drawn in purple, larger, and said in words. Where a manager has said which way of a line is good, with a reason, it is called better or worse too, in blue or orange. A missing or closed week is a gap: no line and no rule runs across it. Lines with fewer than 5 a week are judged in blocks of four weeks."
        </p>
        <p>
            "A signal of the last 13 weeks stays on the page of signals until a manager links it to an event, writes why, or marks it as chance. It is known by its pattern and its first week, so that it stays explained while it grows. The event that explains it has to stay: when it is removed, the signal waits again."
        </p>
        <p>
            {format!("When a line has become another one for good, a manager may start new limits from a week on: with an event, a reason and a name, after seeing what they would change. The page suggests it after {SUGGESTED_AFTER} weeks on one side of the mean, and never does it by itself. From then on the range rests on the weeks since; the old range stays drawn; no pattern reaches across; and a quarter with such a step inside it says nothing about how much weeks resemble each other. Comparisons of quarters are still made across it: the change is real, and now it has a name.")}
        </p>
    }
}

fn checks() -> impl IntoView {
    view! {
        <h2>"Checks while entering"</h2>
        <p>
            "A figure ten times the usual, or a tenth of it, and a figure outside the range of the last 26 weeks are asked about before they are saved. Neither is refused to a person who gives a reason. An administrator may set a usual range of a line's own in place of that of the last 26 weeks, for instance for a new line; the question then says so. It is that of a normal week, and a week with fewer open days has its part of it. Ten times the usual is asked about all the same, and no figure, chart or verdict depends on the range that is set. "
            {format!("The reason stays with the number, in at most {NOTE_LENGTH} characters, and is about the number, never about a person.")}
        </p>
        <p>
            "A number of the last 13 weeks that stands in doubt without a reason is listed on Home until it is corrected or explained. A week is on time when it was sent within seven days after its Sunday and nothing of it is missing; weeks from a file are not judged."
        </p>
        <p>
            "The answer rate is answered ÷ (answered + missed), “of calls offered”. It is not of callers: people who did not get through ring again."
        </p>
        <p>
            "Every change of a figure is kept: what it was, what it became, who changed it and when."
        </p>
    }
}

fn approved() -> impl IntoView {
    let above = percent(NOT_RECORDED);
    view! {
        <h2>"When a quarter is approved"</h2>
        <p>
            "A quarter that is over is checked before trustees see it: weeks that are missing, numbers in doubt, signals nobody has explained, and "
            {format!("more than {above} of the answers not recorded.")}
            " A manager settles each of them, or says why it may stand; what was accepted is printed with the quarter. Then the figures, sentences, charts, events and definitions are frozen as they are, and the weeks of the quarter are locked."
        </p>
        <p>
            "An approved quarter never changes. When a number has to be corrected, the quarter is opened again with a reason, and a new edition is approved beside the old one. Both stay readable. The old one says under “Revised since” what reads differently by now. Each edition names the end of the record of changes at that moment, so that anyone can show later that nothing was altered."
        </p>
    }
}

fn outside() -> impl IntoView {
    view! {
        <h2>"What is shared outside"</h2>
        <p>
            "People who are signed in see exact numbers. What is shared with others is rounded first, so that nobody can be picked out. A count from 1 to 7 is shown as “7 or fewer”, and counts as 5 when we add up. Every other count is rounded to the nearest 5. A zero is shown as zero, and a missing week is never counted as one."
        </p>
        <p>
            "Totals, shares, changes, likely ranges and charts are all worked out from the rounded numbers, so nothing can be subtracted back. Numbers below 30 are not compared. The numbers of single weeks, and how many contacts the question did not apply to, are never shared. A correction publishes the whole set anew, as a new edition."
        </p>
    }
}

fn not_said() -> impl IntoView {
    view! {
        <h2>"What these numbers cannot say"</h2>
        <p>
            "They do not say why a number changed, how many people stand behind the contacts, or how many offences were prevented. They hold nothing about any person who got in touch."
        </p>
        <p class="soft">
            "Sources: ISO 8601 for weeks; Garwood (1936) for a count; Clopper and Pearson (1934) for the exact range of a change; Wilson (1927) and Newcombe (1998, method 10) for shares; Wheeler, and NHS England's Making Data Count, for charts. Every figure is tested against results of R, scipy and NHSRplotthedots."
        </p>
    }
}
