//! Bytes to text: UTF-8 with or without a byte order mark, and nothing else.

/// The text of a file in UTF-8, or a sentence (and the row) that says why it is none.
pub fn plain_text(bytes: &[u8]) -> Result<&str, (Option<u64>, String)> {
    let whole = |sentence: &str| Err((None, sentence.to_owned()));
    let save = "Save it as \"CSV UTF-8 (comma delimited)\" and import that.";
    if bytes.starts_with(b"PK\x03\x04") {
        return whole(&format!(
            "This is an Excel workbook or another archive, not a CSV file. {save}"
        ));
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return whole(&format!("This is an old Excel workbook, not a CSV file. {save}"));
    }
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return whole(&format!("The file is in UTF-16, not in UTF-8. {save}"));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let row_of = |at: usize| bytes[..at].split(|byte| *byte == b'\n').count() as u64;
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err((
            Some(row_of(at)),
            format!("There is a zero byte here, so this is not plain UTF-8 text. {save}"),
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|problem| {
        let row = row_of(problem.valid_up_to());
        (Some(row), format!("There is a letter here that is not UTF-8. {save}"))
    })?;
    if let Some(at) = open_quote(bytes) {
        return Err((
            Some(row_of(at)),
            "A quotation mark is opened here and never closed. Close it or take it out.".to_owned(),
        ));
    }
    Ok(text)
}

/// Where a quoted cell begins that never ends.
fn open_quote(bytes: &[u8]) -> Option<usize> {
    let mut open = None;
    let mut cell_starts = true;
    for (at, byte) in bytes.iter().enumerate() {
        match (open, *byte) {
            (None, b'"') if cell_starts => open = Some(at),
            (Some(_), b'"') => open = None,
            _ => {}
        }
        // A doubled quote inside a quoted cell closes and opens it again.
        cell_starts = matches!(*byte, b',' | b'\n' | b'\r' | b'"');
    }
    open
}
