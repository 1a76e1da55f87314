//! A chart's option for a browser: the one the page's drawing is made from, with classes of the style
//! sheet where the engine's has sentinel colours.
//!
//! Refuses to add a shape or a word: the live chart is the same chart.

use serde_json::Value;

use super::Picture;
use super::paint::{Lettering, Paint};

/// The option of a picture. A colour is a class such as `c-wash`; that of a label is its classes,
/// then the pixels it stands right of and below its point: `c-name c-end c-mid -4 12`.
pub fn option(picture: &Picture) -> Value {
    let mut option = serde_json::from_str(&picture.option).unwrap_or_default();
    name_colours(&mut option);
    option
}

fn name_colours(value: &mut Value) {
    match value {
        Value::Object(parts) => {
            for (key, part) in parts {
                // Only where a colour stands: a name may look like one.
                match part {
                    Value::String(colour) if key == "color" => *colour = class(colour),
                    _ => name_colours(part),
                }
            }
        }
        Value::Array(parts) => parts.iter_mut().for_each(name_colours),
        _ => {}
    }
}

fn class(colour: &str) -> String {
    if let Some(paint) = Paint::read(colour) {
        return paint.class().to_owned();
    }
    Lettering::read(colour).map_or_else(
        || colour.to_owned(),
        |lettering| {
            let (right, down) = lettering.shift();
            format!("{}{} {right} {down}", lettering.class(), lettering.room_class())
        },
    )
}

#[cfg(test)]
mod tests {
    use super::super::paint::{Hang, Room};
    use super::*;

    #[test]
    fn colours_become_classes_and_names_stay() {
        let name = Lettering { hang: Hang::EventLeft(1), room: Room::Middle }.sentinel();
        let wash = Paint::Wash.sentinel();
        let text = format!(
            r#"{{"series":[{{"name":"{wash}","itemStyle":{{"color":"{wash}"}}}},
               {{"label":{{"color":"inherit"}},"data":[{{"itemStyle":{{"color":"{name}"}}}}]}}]}}"#
        );
        let picture = Picture {
            option: text,
            width: 10,
            height: 10,
            title: String::new(),
            description: String::new(),
        };
        let made = option(&picture);
        let at = |pointer: &str| made.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        assert_eq!(at("/series/0/name"), wash);
        assert_eq!(at("/series/0/itemStyle/color"), "c-wash");
        assert_eq!(at("/series/1/label/color"), "inherit");
        assert_eq!(at("/series/1/data/0/itemStyle/color"), "c-name c-end c-mid -4 29");
    }
}
