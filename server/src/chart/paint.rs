//! What shapes and labels are: a sentinel colour in the engine, a class of `style/trends.css` on the
//! page. So the dark, print and forced colours reach every part of a chart.

/// What a shape is; its colour in the engine is a sentinel, its look is in `style/trends.css`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Paint {
    /// The usual range.
    Wash,
    /// The usual range from a short history.
    Provisional,
    /// An event's band.
    Event,
    /// A quarter's edge.
    Edge,
    /// The foot of a chart that starts at zero.
    Zero,
    /// The first week of a changed definition or a recorded step.
    Break,
    /// The centre.
    Centre,
    /// The weeks, joined.
    Weeks,
    /// The weeks, each a small point.
    Points,
    /// The way to a week that is not over.
    SoFar,
    /// A week that is not over.
    Hollow,
    /// The hole in it.
    Hole,
    /// A signal that is neither good nor bad.
    Signal,
    /// A signal for the better.
    Good,
    /// A signal for the worse.
    Bad,
}

impl Paint {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Wash,
        Self::Provisional,
        Self::Event,
        Self::Edge,
        Self::Zero,
        Self::Break,
        Self::Centre,
        Self::Weeks,
        Self::Points,
        Self::SoFar,
        Self::Hollow,
        Self::Hole,
        Self::Signal,
        Self::Good,
        Self::Bad,
    ];

    /// Its colour in the engine.
    pub fn sentinel(self) -> String {
        format!("#0b{:02x}00", self as u8)
    }

    /// Its class in the style sheet.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Wash => "c-wash",
            Self::Provisional => "c-prov",
            Self::Event => "c-event",
            Self::Edge => "c-edge",
            Self::Zero => "c-zero",
            Self::Break => "c-break",
            Self::Centre => "c-centre",
            Self::Weeks => "c-weeks",
            Self::Points => "c-points",
            Self::SoFar => "c-sofar",
            Self::Hollow => "c-hollow",
            Self::Hole => "c-hole",
            Self::Signal => "c-signal",
            Self::Good => "c-signal c-good",
            Self::Bad => "c-signal c-bad",
        }
    }

    pub(super) fn read(colour: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|paint| paint.sentinel() == colour)
    }
}

/// What a label is, which says where it hangs from its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hang {
    /// A value left of the plot.
    Tick,
    /// A month's name under its edge.
    Month,
    /// An event's name, to the right of its start, in a row from the top.
    EventRight(u8),
    /// An event's name, to the left of its end.
    EventLeft(u8),
    /// The name of a gap, above the foot.
    Gap,
    /// "so far", left of and above its point.
    Above,
    /// "so far", left of and below its point.
    Below,
}

/// How wide a chart must be for a label to have room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Room {
    /// A phone's.
    Any,
    /// A tablet's, or paper.
    Middle,
    /// A desk's.
    Wide,
}

/// A label's kind, and where there is room for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lettering {
    /// Where it hangs.
    pub hang: Hang,
    /// Left out where there is less room.
    pub room: Room,
}

impl Lettering {
    /// Its colour in the engine.
    pub fn sentinel(self) -> String {
        let (kind, row) = match self.hang {
            Hang::Tick => (0, 0),
            Hang::Month => (1, 0),
            Hang::EventRight(row) => (2, row),
            Hang::EventLeft(row) => (3, row),
            Hang::Gap => (4, 0),
            Hang::Above => (5, 0),
            Hang::Below => (6, 0),
        };
        format!("#0c{:02x}{row:02x}", kind * 4 + self.room as u8)
    }

    pub(super) fn read(colour: &str) -> Option<Self> {
        let code = u8::from_str_radix(colour.strip_prefix("#0c")?.get(..2)?, 16).ok()?;
        let row = u8::from_str_radix(colour.get(5..7)?, 16).ok()?;
        let hang = match code / 4 {
            0 => Hang::Tick,
            1 => Hang::Month,
            2 => Hang::EventRight(row),
            3 => Hang::EventLeft(row),
            4 => Hang::Gap,
            5 => Hang::Above,
            6 => Hang::Below,
            _ => return None,
        };
        let room = match code % 4 {
            0 => Room::Any,
            1 => Room::Middle,
            _ => Room::Wide,
        };
        Some(Self { hang, room })
    }

    /// Its classes in the style sheet.
    pub(super) fn class(self) -> &'static str {
        match self.hang {
            Hang::Tick => "c-tick",
            Hang::Month => "c-month",
            Hang::EventRight(_) => "c-name",
            Hang::EventLeft(_) => "c-name c-end",
            Hang::Gap => "c-gap",
            Hang::Above | Hang::Below => "c-gap c-end",
        }
    }

    /// The class that leaves it out where there is no room for it.
    pub(super) fn room_class(self) -> &'static str {
        match self.room {
            Room::Any => "",
            Room::Middle => " c-mid",
            Room::Wide => " c-wide",
        }
    }

    /// How far the text stands from its point, in pixels.
    pub(super) fn shift(self) -> (i32, i32) {
        match self.hang {
            Hang::Tick => (-8, 4),
            Hang::Month => (4, 18),
            Hang::EventRight(row) => (4, 12 + 17 * i32::from(row)),
            Hang::EventLeft(row) => (-4, 12 + 17 * i32::from(row)),
            Hang::Gap => (0, -8),
            Hang::Above => (4, -10),
            Hang::Below => (4, 20),
        }
    }
}
