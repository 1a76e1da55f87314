//! What was typed into the form of the first start, and read from it.
//!
//! Refuses to keep code and passwords: they are handed on and forgotten.

use beforehand::closure::read_day;
use beforehand::invalid::Invalid;
use beforehand::quarter::YearStart;
use beforehand::service::Timetable;
use beforehand::setup::{Begin, Template, check_email, check_organisation, check_slug, named};
use beforehand::week::Week;

use super::DAYS;

/// What was typed, but code and passwords.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedSetUp {
    /// The organisation's name.
    pub organisation: String,
    /// The service's name.
    pub service: String,
    /// Its short name; empty to have one made.
    pub slug: String,
    /// The word of a template.
    pub channels: String,
    /// The open days: bit 0 is Monday.
    pub days: u8,
    /// A time zone.
    pub time_zone: String,
    /// The month the year starts in.
    pub year_start: String,
    /// A day of the first week.
    pub first: String,
    /// The administrator's name.
    pub name: String,
    /// Their mail address.
    pub email: String,
}

impl TypedSetUp {
    /// What is filled in before anything is typed.
    pub fn offered(first: Week) -> Self {
        Self {
            channels: Template::default().word().to_owned(),
            days: Timetable::WEEKDAYS,
            time_zone: "Europe/London".to_owned(),
            year_start: YearStart::April.month().to_string(),
            first: first.monday().to_string(),
            ..Self::default()
        }
    }

    /// Reads the pairs of a posted form.
    pub fn from_pairs(pairs: &[(String, String)]) -> Self {
        let get = |name: &str| pairs.iter().rev().find(|(own, _)| own == name).map(|(_, v)| v);
        let text = |name| get(name).cloned().unwrap_or_default();
        let days = DAYS.iter().enumerate().map(|(n, (name, _))| {
            let ticked = pairs.iter().any(|(own, value)| own == "day" && value == name);
            u8::from(ticked) << n
        });
        Self {
            organisation: text("organisation"),
            service: text("service"),
            slug: text("slug"),
            channels: text("channels"),
            days: days.sum(),
            time_zone: text("time_zone"),
            year_start: text("year_start"),
            first: text("first"),
            name: text("name"),
            email: text("email"),
        }
    }

    /// What is meant.
    ///
    /// # Errors
    /// Everything that cannot be read, in the order of the form.
    pub fn read(&self) -> Result<Begin, Vec<Invalid>> {
        let mut problems = Vec::new();
        let mut keep = |problem: Invalid| problems.push(problem);
        let organisation = check_organisation(&self.organisation).map_err(&mut keep);
        let service = named("service", &self.service, "Give the name of your first service.");
        let service = service.map_err(&mut keep);
        // A short name that was to be made of no name is not asked for as well.
        let slug = match (&service, self.slug.trim().is_empty()) {
            (Err(()), true) => Ok(String::new()),
            _ => check_slug(&self.slug, &self.service).map_err(&mut keep),
        };
        let template = Template::from_word(&self.channels).ok_or_else(|| {
            keep(Invalid::new("channels", "Choose how people reach the service."));
        });
        if self.days == 0 && template.is_ok_and(|template| template != Template::Web) {
            let problem = "Tick the days on which somebody answers.";
            keep(Invalid::new("day", problem));
        }
        let time_zone = self.time_zone.trim().to_owned();
        if time_zone.is_empty() {
            keep(Invalid::new("time_zone", "Give a time zone, such as Europe/London."));
        }
        let year_start = self.year_start.parse::<u32>().ok();
        let year_start = year_start.and_then(|month| YearStart::try_from(month).ok());
        let year_start = year_start.ok_or_else(|| {
            keep(Invalid::new("year_start", "Choose the month your year starts in."));
        });
        let first = read_day("first", &self.first).and_then(|day| {
            let none = "Give a day of the first week you count. Any day names its week.";
            day.map(Week::containing).ok_or_else(|| Invalid::new("first", none))
        });
        let first = first.map_err(&mut keep);
        let name = named("name", &self.name, "Give your name.").map_err(&mut keep);
        let email = check_email(&self.email).map_err(&mut keep);
        match (organisation, service, slug, template, year_start, first, name, email) {
            (
                Ok(organisation),
                Ok(service),
                Ok(slug),
                Ok(template),
                Ok(year_start),
                Ok(first),
                Ok(name),
                Ok(email),
            ) if problems.is_empty() => {
                let days = self.days;
                Ok(Begin {
                    organisation,
                    service,
                    slug,
                    template,
                    days,
                    time_zone,
                    year_start,
                    first,
                    name,
                    email,
                })
            }
            _ => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(change: &[(&str, &str)]) -> Vec<(String, String)> {
        let good = [
            ("organisation", "Harbour Trust"),
            ("service", "Harbour Line"),
            ("slug", ""),
            ("channels", "phone"),
            ("day", "mon"),
            ("day", "sun"),
            ("time_zone", "Europe/London"),
            ("year_start", "1"),
            ("first", "2026-11-19"),
            ("name", "Alex"),
            ("email", "Alex@example.org"),
        ];
        let kept = good.iter().filter(|(name, _)| !change.iter().any(|(own, _)| own == name));
        kept.chain(change).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_was_typed_is_read() {
        let begin = TypedSetUp::from_pairs(&pairs(&[])).read().unwrap();
        assert_eq!((begin.slug.as_str(), begin.days), ("harbour-line", 0b100_0001));
        assert_eq!(
            (begin.first.to_string().as_str(), begin.email.as_str()),
            ("2026-11-16", "alex@example.org")
        );
        assert_eq!(begin.year_start, YearStart::January);
    }

    #[test]
    fn what_is_wrong_is_named_in_the_order_of_the_form() {
        let check = |change: &[(&str, &str)], fields: &[&str]| {
            let problems = TypedSetUp::from_pairs(&pairs(change)).read().unwrap_err();
            let found: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
            assert_eq!(found, fields, "{problems:?}");
        };
        check(&[("service", " ")], &["service"]);
        check(&[("slug", "Ü")], &["slug"]);
        check(&[("day", "no day")], &["day"]);
        check(&[("first", "soon"), ("email", "alex")], &["first", "email"]);
        let empty = TypedSetUp::default().read().unwrap_err();
        let fields: Vec<_> = empty.iter().map(|problem| problem.field.as_str()).collect();
        let all = [
            "organisation",
            "service",
            "channels",
            "time_zone",
            "year_start",
            "first",
            "name",
            "email",
        ];
        assert_eq!(fields, all);
        let web = TypedSetUp::from_pairs(&pairs(&[("channels", "web"), ("day", "none")]));
        assert!(web.read().is_ok(), "a website has no open days to choose");
    }
}
